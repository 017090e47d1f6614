package io.tandem.provisioning.callforward;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.forward.ForwardType;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.owner.OwnedTables;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.owner.OwnerSettings;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code cfmappings}: all mappings of a subscriber, type by type. Sets may be named or numbered; of two sets of one name the newer counts. */
public final class ForwardMappings extends OwnerSettings {
    private static final String RING_TIMEOUT = "cft_ringtimeout";
    private static final Declaration DECLARATION =
        Declaration.of("cfmappings", "Which calls of a subscriber are forwarded to which set of destinations", fields())
            .withAllPatchOps().withJournal().access(Access.all()).relatedTo("subscribers", "callforwards");

    private final Mappings mappings;

    public ForwardMappings(Store store) {
        super(DECLARATION, OwnedTables.subscribers(""), store);
        mappings = new Mappings(store);
    }

    private static List<Field> fields() {
        FieldType mapping = new FieldType.Group(Stream.concat(
            Stream.of(SetKind.values()).flatMap(kind -> Stream.of(text(kind.mappingField()), whole(kind.mappingField() + "_id"))),
            Stream.of(flag("enabled").orElse("1"), flag("use_redirection"), whole("cfm_id").readOnly())).toList());
        List<Field> fields = new ArrayList<>();
        for (ForwardType type : ForwardType.values()) {
            fields.add(Field.many(type.word(), mapping));
        }
        fields.add(whole(RING_TIMEOUT));
        return fields;
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        Map<Long, List<Mapping>> found = mappings.of(ids(items));
        Map<Long, Long> timeouts = mappings.ringTimeouts(ids(items));
        for (Item item : items) {
            for (ForwardType type : ForwardType.values()) {
                item.fields().putArray(type.word());
            }
            for (Mapping mapping : found.getOrDefault(item.whole("id"), List.of())) {
                show(item.fields().withArray(mapping.type().word()).addObject(), mapping);
            }
            item.fields().put(RING_TIMEOUT, timeouts.get(item.whole("id")));
        }
    }

    private static void show(ObjectNode shown, Mapping mapping) {
        for (SetKind kind : SetKind.values()) {
            mapping.set(kind).ifPresentOrElse(
                set -> shown.put(kind.mappingField(), set.name()).put(kind.mappingField() + "_id", set.id()),
                () -> shown.putNull(kind.mappingField()).putNull(kind.mappingField() + "_id"));
        }
        shown.put("enabled", mapping.enabled()).put("use_redirection", mapping.useRedirection()).put("cfm_id", mapping.id());
    }

    @Override
    protected void write(Owner owner, Values values, Caller caller) {
        Optional<Long> timeout = values.whole(RING_TIMEOUT);
        timeout.filter(seconds -> seconds < 1 || seconds > Integer.MAX_VALUE).ifPresent(seconds -> {
            throw ApiError.invalid(RING_TIMEOUT, seconds.toString(), "Value must be between 1 and " + Integer.MAX_VALUE);
        });
        mappings.removeAll(owner.id());
        for (ForwardType type : ForwardType.values()) {
            values.groups(type.word()).forEach(mapping ->
                mappings.insert(owner.id(), type, sets(owner, mapping), mapping.flag("enabled"), mapping.flag("use_redirection")));
        }
        mappings.publish(owner.id());
        mappings.ringFor(owner.id(), timeout);
    }

    private Map<SetKind, Long> sets(Owner owner, Values mapping) {
        Map<SetKind, Long> sets = new EnumMap<>(SetKind.class);
        for (SetKind kind : SetKind.values()) {
            String name = kind.mappingField();
            if (mapping.has(name) || mapping.has(name + "_id") || kind == SetKind.DESTINATION) {
                sets.put(kind, set(owner, kind, mapping).orElseThrow(() -> ApiError.unprocessable("Invalid '%s'. Could not be found.".formatted(name))));
            }
        }
        return sets;
    }

    private Optional<Long> set(Owner owner, SetKind kind, Values mapping) {
        String from = "from " + kind.setTable() + " where subscriber_id = ? and ";
        Optional<Long> id = mapping.whole(kind.mappingField() + "_id");
        return id.isPresent() ? store.number("select id " + from + "id = ?", owner.id(), id.get())
            : mapping.text(kind.mappingField()).flatMap(name -> store.number("select max(id) " + from + "name = ?", owner.id(), name));
    }
}
