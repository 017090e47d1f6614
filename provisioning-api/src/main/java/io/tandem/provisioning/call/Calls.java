package io.tandem.provisioning.call;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import io.tandem.provisioning.access.Scope;
import io.tandem.provisioning.owner.OwnerZone;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Table;
import org.springframework.jdbc.core.simple.JdbcClient;

import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code calls}: rows of {@code accounting.cdr}, fields named as there. Read only. */
public final class Calls implements Resource.TellsTime {
    /** Customers of a reseller. */
    private static final String OF_RESELLER =
        "(select x.id from billing.contracts x join billing.contacts s on s.id = x.contact_id where s.reseller_id = {reseller})";
    private static final Table TABLE = Table.of("accounting.cdr c", "c.id", "1 = 1")
        .with("c", Stream.of("source", "destination").flatMap(Calls::party).toArray(Field[]::new))
        .with("c", text("source_cli").filter(), flag("source_clir").filter(), text("source_ip").filter(),
            text("destination_user_dialed").filter(), text("destination_user_in").filter(), text("destination_domain_in").filter(),
            text("peer_auth_user"), text("peer_auth_realm"), text("call_type").filter(), text("call_status").filter(), text("call_code").filter(),
            timestamp("init_time"), timestamp("start_time"), decimal("duration"), text("call_id").filter(), timestamp("update_time"),
            timestamp("rated_at"), text("rating_status").filter(), timestamp("exported_at"), text("export_status").filter(),
            flag("is_fragmented"), whole("split"))
        .with(whole("source_customer_id").refersTo("customers"), "nullif(c.source_account_id, 0)")
        .with(whole("destination_customer_id").refersTo("customers"), "nullif(c.destination_account_id, 0)")
        .visibleTo(Scope.Level.RESELLER, "(c.source_account_id in " + OF_RESELLER + " or c.destination_account_id in " + OF_RESELLER + ")")
        .filter("customer_id", "(c.source_account_id {match} or c.destination_account_id {match})")
        .filter("subscriber_id", "exists (select 1 from billing.voip_subscribers v where v.id {match} and v.uuid collate utf8mb4_unicode_ci in "
            + "(c.source_user_id, c.destination_user_id))");
    private static final Declaration DECLARATION =
        Declaration.of("calls", "Call detail records", TABLE.fields().stream().map(Field::readOnly).toList())
            .withFilters(TABLE.filters().keySet());

    private final Rows rows;
    private final OwnerZone zone;

    public Calls(JdbcClient jdbc) {
        zone = new OwnerZone(jdbc);
        rows = new Rows(jdbc, TABLE);
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public Listing list(Search search, Caller caller) {
        return caller.callData() ? rows.list(search, caller) : new Listing(List.of(), OptionalLong.of(0), false);
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        return caller.callData() ? rows.find(id, caller) : Optional.empty();
    }

    @Override
    public Optional<String> ownerZone(Query query, Caller caller) {
        return zone.of(query, caller);
    }

    /** Columns that source and destination both have. */
    private static Stream<Field> party(String side) {
        return Stream.of(text(side + "_user_id").filter(), text(side + "_provider_id"), text(side + "_external_subscriber_id"),
            text(side + "_external_contract_id"), whole(side + "_account_id").filter(), text(side + "_user").filter(),
            text(side + "_domain").filter(), text(side + "_user_out").filter(), decimal(side + "_carrier_cost"), decimal(side + "_reseller_cost"),
            decimal(side + "_customer_cost"), whole(side + "_carrier_free_time"), whole(side + "_reseller_free_time"),
            whole(side + "_customer_free_time"), text(side + "_lnp_prefix"), text(side + "_lnp_type"));
    }
}
