package io.tandem.provisioning.portability;

import java.util.regex.Pattern;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code lnpnumbers}: which carrier a number is at, from and until when. Of several carriers the one that started last has it.
 */
public final class LnpNumbers extends RowResource implements Resource.Clears {
    private static final String TARGET = "billing.lnp_numbers";
    private static final String CARRIER = "carrier_id";

    private static final Pattern NUMBER = Pattern.compile("[0-9A-Fa-f*#+]{1,31}");
    private static final String NUMBER_ERROR = "Invalid number, digits are needed";
    private static final Rule FORM = write -> {
        Rule.like("number", NUMBER, NUMBER_ERROR).check(write);
        Rule.like("routing_number", NUMBER, NUMBER_ERROR).check(write);
        Rule.moment("start").check(write);
        Rule.moment("end").check(write);
    };
    private static final String NOW = "(n.start is null or n.start <= utc_timestamp()) and (n.end is null or n.end > utc_timestamp())";
    private static final String LATER = """
        select 1 from billing.lnp_numbers o where o.number = n.number and o.id <> n.id and o.start <= utc_timestamp()
            and (o.end is null or o.end > utc_timestamp())
            and (n.start is null or o.start > n.start or o.start = n.start and o.id > n.id)""";
    private static final Table TABLE = Table.of(TARGET + " n join " + LnpCarriers.TARGET + " c on c.id = n.lnp_provider_id", "n.id", "1 = 1")
        .with(whole(CARRIER).required().filter().refersTo("lnpcarriers"), "n.lnp_provider_id")
        .with("n", text("number", 31).required().filter(), text("routing_number", 31).filter(), text("type", 31).filter(), timestamp("start"),
            timestamp("end"))
        .with(flag("actual").readOnly().filter(), "(" + NOW + " and not exists (" + LATER + "))");
    private static final Declaration DECLARATION = Declaration.of("lnpnumbers", "Numbers of other carriers", TABLE.fields()).access(Access.of(Party.A));

    public LnpNumbers(Store store) {
        super(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.LNP_CARRIER).partOf(CARRIER)
            .rules(Rule.visible(CARRIER, new Rows(store.jdbc(), LnpCarriers.TABLE)), FORM)
            .duplicate(number -> "LNP number '%s' already exists for this carrier.".formatted(number.require("number"))), store);
    }

    @Override
    public void clear(Search search, Caller caller) {
        if (search.filters().isEmpty()) {
            throw ApiError.unprocessable("DELETE of all LNP numbers needs a filter: number, carrier_id, routing_number, type or actual.");
        }
        deleteAll(search, caller);
    }
}
