package io.tandem.provisioning.callforward;

import java.util.List;
import java.util.Map;

import io.tandem.provisioning.owner.OwnedRows;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.owner.Owners;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The resources {@code cfdestinationsets}, {@code cftimesets}, {@code cfsourcesets} and {@code cfbnumbersets}. A destination set takes its mappings
 * along when it goes; a set that restricts a mapping cannot go before the mapping, for without it the mapping would forward more calls.
 */
public final class ForwardSets extends OwnedRows {
    private final SetKind kind;
    private final Elements elements;
    private final Mappings mappings;

    private ForwardSets(SetKind kind, Store store) {
        super(kind.declaration(), kind.table(), kind.setTable(), store);
        this.kind = kind;
        this.elements = new Elements(kind, store);
        this.mappings = new Mappings(store);
    }

    public static ForwardSets destinations(Store store) {
        return new ForwardSets(SetKind.DESTINATION, store);
    }

    public static ForwardSets times(Store store) {
        return new ForwardSets(SetKind.TIME, store);
    }

    public static ForwardSets sources(Store store) {
        return new ForwardSets(SetKind.SOURCE, store);
    }

    public static ForwardSets dialledNumbers(Store store) {
        return new ForwardSets(SetKind.BNUMBER, store);
    }

    @Override
    protected void written(long id, Values values, Owner owner) {
        elements.replace(id, values.groups(kind.elements()), owner, kind.elements(), values.flag("is_regex"), false);
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        Map<Long, List<ObjectNode>> found = elements.of(items.stream().map(item -> item.whole("id")).toList());
        for (Item item : items) {
            ArrayNode shown = item.fields().putArray(kind.elements());
            found.getOrDefault(item.whole("id"), List.of()).forEach(shown::add);
            item.fields().put("own", caller.line().filter(line -> line.subscriberId() == item.whole(Owners.FIELD)).isPresent());
        }
    }

    @Override
    protected void beforeDelete(Item current) {
        if (kind == SetKind.DESTINATION) {
            mappings.removeThose(current.whole(Owners.FIELD), mapping -> mapping.setId(kind).filter(id -> id == current.whole("id")).isPresent());
        } else if (current.whole("usage_count") > 0) {
            throw ApiError.inUse("The %s '%s' is used by %d call forward mappings, take it out of cfmappings first."
                .formatted(kind.declaration().entity(), current.text("name"), current.whole("usage_count")));
        }
    }
}
