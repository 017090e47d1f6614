package io.tandem.provisioning.restriction;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** What NCOS levels are made of: the resources {@code ncospatterns}, {@code ncoslnpcarriers} and {@code ncoslnppatterns}. */
public final class NcosPatterns {
    private static final String LEVEL = "ncos_level_id";
    private static final String LIST = "ncos_lnp_list_id";

    private static final String PATTERN_TARGET = "billing.ncos_pattern_list";
    private static final Table PATTERN_TABLE = Table.of(PATTERN_TARGET + " p join " + NcosLevels.TARGET + " l on l.id = p.ncos_level_id", "p.id", "1 = 1")
        .ownedBy("l.reseller_id")
        .with("p", whole(LEVEL).required().filter().refersTo("ncoslevels"), text("pattern").required(), text("description").filter())
        .filter("pattern", "p.pattern {same}");
    private static final Declaration PATTERNS =
        Declaration.of("ncospatterns", "Numbers of an NCOS level", PATTERN_TABLE.fields()).withFilters(PATTERN_TABLE.filters().keySet())
            .withJournal();

    private static final String CARRIER_TARGET = "billing.ncos_lnp_list";
    private static final Table CARRIER_TABLE = Table.of(CARRIER_TARGET + " c join " + NcosLevels.TARGET + " l on l.id = c.ncos_level_id", "c.id", "1 = 1")
        .ownedBy("l.reseller_id")
        .with("c", whole(LEVEL).required().filter().refersTo("ncoslevels"))
        .with(whole("carrier_id").required().filter().refersTo("lnpcarriers"), "c.lnp_provider_id").with("c", text("description").filter());
    private static final Declaration CARRIERS = Declaration.of("ncoslnpcarriers", "Carriers of an NCOS level", CARRIER_TABLE.fields());

    private static final String CARRIER_PATTERN_TARGET = "billing.ncos_lnp_pattern_list";
    private static final Table CARRIER_PATTERN_TABLE = Table.of(CARRIER_PATTERN_TARGET + " p join " + CARRIER_TARGET + " c on c.id = p.ncos_lnp_list_id"
            + " join " + NcosLevels.TARGET + " l on l.id = c.ncos_level_id", "p.id", "1 = 1")
        .ownedBy("l.reseller_id")
        .with("p", whole(LIST).required().filter().refersTo("ncoslnpcarriers"), text("pattern").required(), text("description").filter())
        .filter("pattern", "p.pattern {same}");
    private static final Declaration CARRIER_PATTERNS = Declaration.of("ncoslnppatterns", "Numbers of a carrier within an NCOS level",
        CARRIER_PATTERN_TABLE.fields()).withFilters(CARRIER_PATTERN_TABLE.filters().keySet());

    private NcosPatterns() {}

    public static RowResource patterns(Store store) {
        return new RowResource(RowPlan.of(PATTERNS, PATTERN_TABLE, PATTERN_TARGET, ChangeLog.NCOS_LEVEL).partOf(LEVEL)
            .rules(ofLevel(store), Rule.pattern("pattern"))
            .duplicate(pattern -> "Pattern '%s' already exists for this NCOS level.".formatted(pattern.require("pattern"))), store);
    }

    public static RowResource carriers(Store store) {
        return new RowResource(RowPlan.of(CARRIERS, CARRIER_TABLE, CARRIER_TARGET, ChangeLog.NCOS_LEVEL).partOf(LEVEL)
            .rules(ofLevel(store), Rule.existing("carrier_id", store, "select 1 from billing.lnp_providers where id = ?"))
            .duplicate(carrier -> "LNP carrier %s already exists for this NCOS level.".formatted(carrier.require("carrier_id"))), store);
    }

    public static RowResource carrierPatterns(Store store) {
        return new RowResource(RowPlan.of(CARRIER_PATTERNS, CARRIER_PATTERN_TABLE, CARRIER_PATTERN_TARGET, ChangeLog.NCOS_LEVEL)
            .partOf(LIST, list -> store.number("select ncos_level_id from billing.ncos_lnp_list where id = ?", list).orElse(0L))
            .rules(Rule.visible(LIST, new Rows(store.jdbc(), CARRIER_TABLE)), Rule.pattern("pattern"))
            .duplicate(pattern -> "Pattern '%s' already exists for this LNP carrier.".formatted(pattern.require("pattern"))), store);
    }

    private static Rule ofLevel(Store store) {
        return Rule.visible(LEVEL, new Rows(store.jdbc(), NcosLevels.TABLE));
    }
}
