package io.tandem.provisioning.call;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * Call records as one of the two parties sees them. The party, a subscriber or a customer, is joined to each record in which it takes part; a
 * record where it is both is its outgoing call. Rules of suppression that say {@code filter} are part of the condition.
 */
final class CallListTable {
    /** What clients see. */
    static final List<Field> FIELDS = List.of(text("call_id").filter(), text("type").filter(), choice("direction", "in", "out").filter(),
        text("own_cli").filter(), text("other_cli"), flag("clir"), text("status").filter(), text("rating_status").filter(), text("init_time"),
        text("start_time"), text("duration"), decimal("customer_cost"), decimal("total_customer_cost"), whole("customer_free_time"),
        flag("intra_customer"), decimal("mos_average"), decimal("mos_average_packetloss"), decimal("mos_average_jitter"),
        decimal("mos_average_roundtrip")).stream().map(Field::readOnly).toList();

    /** Filters whose value is a time. */
    static final Set<String> TIME_FILTERS = Set.of("start_ge", "start_le", "init_ge", "init_le");
    /** Filters whose value is a number of seconds. */
    static final Set<String> DURATION_FILTERS = Set.of("duration_ge", "duration_le");

    private static final String OUT = "{out}";
    private static final String PARTIES = "left join provisioning.voip_subscribers ss on ss.uuid = c.source_user_id collate utf8mb4_bin "
        + "left join provisioning.voip_subscribers ds on ds.uuid = c.destination_user_id collate utf8mb4_bin "
        + "left join accounting.cdr_mos_data q on q.cdr_id = c.id ";
    private static final String OWN_CLI = "if({out}, c.source_cli, c.destination_user_in)";
    private static final String OTHER_NUMBER = "if({out}, c.destination_user_in, c.source_cli)";
    private static final String SUPPRESSION = "from accounting.call_list_suppressions x where x.mode = '%s' and x.direction = if({out}, 'outgoing', "
        + "'incoming') and x.domain in ('', if({out}, c.source_domain, c.destination_domain)) and " + OTHER_NUMBER + " regexp x.pattern";
    private static final String CALL_ID = "regexp_replace(c.call_id, '(_b2b-1|_pbx-1)+$', '')";

    /** Calls of subscriber {@code p}. */
    static final Table OF_SUBSCRIBER = table("join provisioning.voip_subscribers p on p.uuid collate utf8mb4_unicode_ci in (c.source_user_id, "
            + "c.destination_user_id) join billing.contracts k on k.id = p.account_id", "c.source_user_id = p.uuid collate utf8mb4_unicode_ci")
        .filter("subscriber_id", "p.id {match}").filter("customer_id", "p.account_id {match}")
        .ownedBy("o.reseller_id", "p.account_id", "p.id");

    /** Calls of customer {@code k}. */
    static final Table OF_CUSTOMER = table("join billing.contracts k on k.id in (c.source_account_id, c.destination_account_id)",
            "c.source_account_id = k.id")
        .filter("customer_id", "k.id {match}")
        .ownedBy("o.reseller_id", "k.id");

    private CallListTable() {}

    private static Table table(String owner, String out) {
        Table table = Table.of("accounting.cdr c " + owner + " join billing.contacts o on o.id = k.contact_id " + PARTIES, "c.id",
            resolve("not exists (select 1 " + SUPPRESSION.formatted("filter") + ")", out));
        Map<String, String> columns = Map.ofEntries(
            Map.entry("call_id", CALL_ID), Map.entry("type", "c.call_type"), Map.entry("direction", "if({out}, 'out', 'in')"),
            Map.entry("own_cli", OWN_CLI), Map.entry("other_cli", OTHER_NUMBER), Map.entry("clir", "c.source_clir"), Map.entry("status", "c.call_status"),
            Map.entry("rating_status", "c.rating_status"), Map.entry("init_time", "c.init_time"), Map.entry("start_time", "c.start_time"),
            Map.entry("duration", "c.duration"), Map.entry("customer_cost", "if({out}, c.source_customer_cost, c.destination_customer_cost)"),
            Map.entry("total_customer_cost", "if({out}, c.source_customer_cost, c.destination_customer_cost) * if(k.add_vat, 1 + k.vat_rate / 100, 1)"),
            Map.entry("customer_free_time", "if({out}, c.source_customer_free_time, c.destination_customer_free_time)"),
            Map.entry("intra_customer", "c.source_account_id = c.destination_account_id and c.source_account_id <> 0"));
        for (Field field : FIELDS) {
            table = table.with(field, resolve(columns.getOrDefault(field.name(), "q." + field.name()), out));
        }
        for (Map.Entry<String, String> raw : CallView.RAW.entrySet()) {
            table = table.with(text(raw.getKey()), resolve(raw.getValue().replace("{suppression}", SUPPRESSION.formatted("obfuscate")), out));
        }
        return withFilters(table);
    }

    private static Table withFilters(Table table) {
        return table.filter("status_ne", "not c.call_status {match}").filter("rating_status_ne", "not c.rating_status {match}")
            .filter("type_ne", "not c.call_type {match}")
            .filter("caller", "c.source_cli {match}").filter("callee", "c.destination_user_in {match}")
            .filter("start_ge", "c.start_time >= {value}").filter("start_le", "c.start_time <= {value}")
            .filter("init_ge", "c.init_time >= {value}").filter("init_le", "c.init_time <= {value}")
            .filter("duration_ge", "c.duration >= {value}").filter("duration_le", "c.duration <= {value}");
    }

    private static String resolve(String sql, String out) {
        return sql.replace(OUT, out);
    }
}
