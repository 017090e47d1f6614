package io.tandem.provisioning.call;

import java.util.Optional;

import io.tandem.provisioning.owner.OwnerZone;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;

/** The resource {@code maliciouscalls}: calls that the called subscriber reported. They belong to his reseller. */
public final class MaliciousCalls extends TableResource implements Resource.Deletes, Resource.TellsTime {
    private static final String STORED = "accounting.malicious_calls";
    private static final Table TABLE = Table.of(STORED + " m left join billing.voip_subscribers b on b.uuid = m.callee_uuid "
            + "left join billing.contracts c on c.id = b.contract_id left join billing.contacts k on k.id = c.contact_id", "m.id", "1 = 1")
        .ownedBy("k.reseller_id")
        .with("m", text("call_id").readOnly().filter(), text("caller").readOnly().filter(), text("callee").readOnly().filter(),
            timestamp("start_time").readOnly(), decimal("duration").readOnly(), text("source").readOnly(), timestamp("reported_at").readOnly())
        .filter("subscriber_id", "b.id {match}").filter("customer_id", "b.contract_id {match}");
    private static final Declaration DECLARATION =
        Declaration.of("maliciouscalls", "Calls that subscribers reported", TABLE.fields()).withFilters(TABLE.filters().keySet());

    private final OwnerZone zone;

    public MaliciousCalls(Store store) {
        super(DECLARATION, TABLE, store);
        this.zone = new OwnerZone(store.jdbc());
    }

    @Override
    public void delete(Item current, Caller caller) {
        store.execute("delete from " + STORED + " where id = ?", current.whole("id"));
    }

    @Override
    public Optional<String> ownerZone(Query query, Caller caller) {
        return zone.of(query, caller);
    }
}
