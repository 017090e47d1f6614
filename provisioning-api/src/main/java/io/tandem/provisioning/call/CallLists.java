package io.tandem.provisioning.call;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.owner.SubscriberRewrites;
import io.tandem.provisioning.owner.Zone;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.table.Store;

/** The resource {@code calllists}: calls of a subscriber or a customer as that party sees them (provisioning.md §1.13a). */
public final class CallLists implements Resource.GivesCsv {
    private static final Declaration DECLARATION = Declaration.of("calllists", "Calls as one of their parties sees them", CallListTable.FIELDS)
        .withFilters(Stream.of(Zone.PARAMETERS, CallView.PARAMETERS, List.copyOf(CallListTable.OF_SUBSCRIBER.filters().keySet()))
            .flatMap(List::stream).toList())
        .access(Access.of(Party.A, Party.R, Party.SA, Party.S));

    private final CallRows calls;
    private final SubscriberRewrites rewrites;

    public CallLists(Store store) {
        calls = new CallRows(store.jdbc());
        rewrites = new SubscriberRewrites(store);
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public Listing list(Search search, Caller caller) {
        if (!CallRows.isOpenTo(caller)) {
            return new Listing(List.of(), OptionalLong.of(0), false);
        }
        CallView view = CallView.of(search.filters(), caller.line().isEmpty(), new OutwardNumbers(rewrites));
        Listing listing = calls.list(CallRows.numeric(search), caller);
        listing.items().forEach(view::show);
        return listing;
    }

    @Override
    public Optional<Item> find(String id, Query query, Caller caller) {
        Map<String, String> filters = new LinkedHashMap<>(Search.of(DECLARATION, query.parameters()).filters());
        filters.put("id", id);
        return list(new Search(1, 1, Optional.empty(), false, false, filters), caller).items().stream().findFirst();
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        return find(id, Query.NONE, caller);
    }

    @Override
    public List<String> line(Item item) {
        return Stream.concat(Stream.of(item.id()), CallListTable.FIELDS.stream().map(Field::name).map(item::text)).toList();
    }
}
