package io.tandem.provisioning.callforward;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.change.ChangeLog;
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
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code callforwards}: at most one forward of each type with everything in it, for clients that do not want to know of sets. What it
 * writes lies in sets called {@code quickset_<type>}.
 */
public final class SimpleForwards extends OwnerSettings implements Resource.Deletes {
    private static final String RING_TIMEOUT = "ringtimeout";
    private static final Declaration DECLARATION =
        Declaration.of("callforwards", "Call forwards of a subscriber in their simple form",
                Stream.of(ForwardType.values()).map(SimpleForwards::field).toList())
            .withAllPatchOps().withJournal().access(Access.all()).relatedTo("subscribers", "cfmappings");

    private final Mappings mappings;
    private final QuickSets quickSets;

    public SimpleForwards(Store store) {
        super(DECLARATION, OwnedTables.subscribers(""), store);
        mappings = new Mappings(store);
        quickSets = new QuickSets(store);
    }

    private static Field field(ForwardType type) {
        List<Field> fields = new ArrayList<>();
        for (SetKind kind : SetKind.values()) {
            fields.add(kind.elementsField());
            if (kind.hasPatterns()) {
                fields.add(Field.choice(kind.elements() + "_mode", "whitelist", "blacklist").orElse("whitelist"));
                fields.add(flag(kind.elements() + "_is_regex"));
            }
        }
        fields.add(flag("enabled").orElse("1"));
        fields.add(flag("use_redirection"));
        if (type == ForwardType.CFT) {
            fields.add(whole(RING_TIMEOUT));
        }
        return Field.of(type.word(), new FieldType.Group(fields));
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        Map<Long, List<Mapping>> found = mappings.of(ids(items));
        Map<Long, Long> timeouts = mappings.ringTimeouts(ids(items));
        QuickSets.Contents contents = quickSets.contents(found.values().stream().flatMap(List::stream).toList());
        for (Item item : items) {
            for (ForwardType type : ForwardType.values()) {
                ObjectNode shown = item.fields().putObject(type.word());
                firstOf(found.getOrDefault(item.whole("id"), List.of()), type).ifPresent(mapping -> contents.show(shown, mapping));
            }
            Optional.ofNullable(timeouts.get(item.whole("id"))).ifPresent(seconds -> item.fields().withObject("cft").put(RING_TIMEOUT, seconds));
        }
    }

    private static Optional<Mapping> firstOf(List<Mapping> mappings, ForwardType type) {
        return mappings.stream().filter(mapping -> mapping.type() == type).findFirst();
    }

    @Override
    protected void write(Owner owner, Values values, Caller caller) {
        List<Mapping> present = mappings.of(List.of(owner.id())).getOrDefault(owner.id(), List.of());
        for (ForwardType type : ForwardType.values()) {
            if (present.stream().filter(mapping -> mapping.type() == type).count() > 1) {
                throw ApiError.unprocessable("Not a simple cf. Multiple %s-s configured.".formatted(type.word()));
            }
        }
        mappings.removeAll(owner.id());
        Optional<Long> timeout = values.group("cft").flatMap(cft -> cft.whole(RING_TIMEOUT)).filter(seconds -> seconds > 0);
        for (ForwardType type : ForwardType.values()) {
            values.group(type.word()).filter(simple -> type != ForwardType.CFT || timeout.isPresent())
                .filter(simple -> !simple.groups(SetKind.DESTINATION.elements()).isEmpty()).ifPresent(simple -> write(owner, type, simple));
        }
        finish(owner.id(), timeout);
    }

    private void write(Owner owner, ForwardType type, Values simple) {
        Map<SetKind, Long> sets = new EnumMap<>(SetKind.class);
        for (SetKind kind : SetKind.values()) {
            if (!simple.groups(kind.elements()).isEmpty()) {
                sets.put(kind, quickSets.write(owner, type, kind, simple));
            }
        }
        mappings.insert(owner.id(), type, sets, simple.flag("enabled"), simple.flag("use_redirection"));
    }

    @Override
    public void delete(Item current, Caller caller) {
        long subscriber = current.whole("id");
        mappings.removeAll(subscriber);
        finish(subscriber, Optional.empty());
        store.changed(ChangeLog.SUBSCRIBER, subscriber);
    }

    private void finish(long subscriber, Optional<Long> ringTimeout) {
        quickSets.dropUnused(subscriber);
        mappings.publish(subscriber);
        mappings.ringFor(subscriber, ringTimeout);
    }
}
