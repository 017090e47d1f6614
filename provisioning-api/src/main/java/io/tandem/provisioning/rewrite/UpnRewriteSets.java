package io.tandem.provisioning.rewrite;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Children;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code upnrewritesets}: what a subscriber shows instead of numbers that it provides itself. Whoever has a set has the preference
 * {@code upn_rewrite_id}, which holds the id of the first one. */
public final class UpnRewriteSets extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final String TARGET = "provisioning.upn_rewrite_sets";
    private static final String SUBSCRIBER = "subscriber_id";
    private static final String ATTRIBUTE = "(select id from provisioning.voip_preferences where attribute = 'upn_rewrite_id')";
    private static final Children SOURCES = Children.of("upn_rewrite_sources", "provisioning.upn_rewrite_sources", "uprws_id",
        text("pattern", 255).required());
    private static final Table TABLE = Table.of(TARGET + " u join provisioning.voip_subscribers s on s.id = u.subscriber_id "
            + "join billing.domains d on d.id = s.domain_id", "u.id", "1 = 1").ownedBy("d.reseller_id")
        .with("u", whole(SUBSCRIBER).required().filter().refersTo("subscribers"), text("new_cli", 45).required().filter())
        .filter("reseller_id", "d.reseller_id {match}");

    public UpnRewriteSets(Store store) {
        super(Declaration.of("upnrewritesets", "What subscribers show instead of numbers that they provide",
            Stream.concat(TABLE.fields().stream(), Stream.of(SOURCES.field())).toList()).withFilters(TABLE.filters().keySet())
            .access(Access.of(Party.A, Party.R)).withJournal(), TABLE, store);
    }

    @Override
    public Created create(Values values, Caller caller) {
        long id = store.insert(TARGET, row(values, caller));
        SOURCES.replace(store, id, values);
        changed(values.requireWhole(SUBSCRIBER));
        return Created.item(id);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        long id = current.whole("id");
        store.update(TARGET, id, row(values, caller));
        SOURCES.replace(store, id, values);
        Stream.of(current.whole(SUBSCRIBER), values.requireWhole(SUBSCRIBER)).distinct().forEach(this::changed);
    }

    @Override
    public void delete(Item current, Caller caller) {
        store.execute("delete from " + TARGET + " where id = ?", current.whole("id"));
        changed(current.whole(SUBSCRIBER));
    }

    private Map<String, @Nullable Object> row(Values values, Caller caller) {
        Optional<Long> reseller = store.number("select d.reseller_id from provisioning.voip_subscribers s join billing.domains d on d.id = s.domain_id "
            + "where s.id = ?", values.requireWhole(SUBSCRIBER));
        if (reseller.filter(caller.scope()::reaches).isEmpty()) {
            throw ApiError.unprocessable("Invalid 'subscriber_id', doesn't exist.");
        }
        return values.row(List.of(SUBSCRIBER, "new_cli"));
    }

    /** Proxies read sets of those alone that have the preference. */
    private void changed(long subscriber) {
        store.execute("delete from provisioning.voip_usr_preferences where subscriber_id = ? and attribute_id = " + ATTRIBUTE, subscriber);
        store.execute("insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) select ?, " + ATTRIBUTE + ", min(id) from "
            + TARGET + " where subscriber_id = ? having min(id) is not null", subscriber, subscriber);
        store.changed(ChangeLog.SUBSCRIBER, subscriber);
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        SOURCES.fill(store, items);
    }
}
