package io.tandem.provisioning.billing.fee;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.row.CsvColumns;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** What a fee holds. Rates are cents a second, intervals seconds. */
final class FeeColumns {
    static final String TARGET = "billing.billing_fees";
    static final String PROFILE = "billing_profile_id";
    static final String ZONE = "billing_zone_id";
    static final String ZONE_NAME = "billing_zone_zone";
    static final String ZONE_DETAIL = "billing_zone_detail";
    static final String MODE = "match_mode";
    static final String COMMONEST_MODE = "regex_longest_pattern";

    static final Table TABLE = Table.of(TARGET + " f join billing.billing_profiles p on p.id = f.billing_profile_id "
            + "left join billing.billing_zones z on z.id = f.billing_zone_id", "f.id", "p.status <> 'terminated'").ownedBy("p.reseller_id")
        .with("f", whole(PROFILE).required().filter().refersTo("billingprofiles"), whole(ZONE).filter().refersTo("billingzones"),
            choice("type", "call", "sms").orElse("call").filter(),
            choice(MODE, COMMONEST_MODE, "regex_longest_match", "prefix", "exact_destination").required().filter(),
            choice("direction", "out", "in").orElse("out").filter(), text("source").orElse(".").filter(), text("destination").required().filter())
        .with("f", Stream.of("onpeak", "offpeak").flatMap(FeeColumns::peak).toArray(Field[]::new))
        .with("f", decimal("aoc_pulse_amount_per_message").orElse("0"))
        .with(text(ZONE_NAME, 127), "z.zone")
        .with(text(ZONE_DETAIL, 127), "z.detail");

    /** All that decides a price, but for the zone. */
    static final List<String> VALUES = TABLE.columns().stream().filter(column -> column.sql().startsWith("f.")).map(column -> column.field().name())
        .filter(name -> !name.equals(ZONE)).toList();

    static final CsvColumns CSV = CsvColumns.of("source", "destination", "direction", ZONE_NAME, ZONE_DETAIL, "onpeak_init_rate",
        "onpeak_init_interval", "onpeak_follow_rate", "onpeak_follow_interval", "offpeak_init_rate", "offpeak_init_interval", "offpeak_follow_rate",
        "offpeak_follow_interval", "onpeak_use_free_time", "offpeak_use_free_time", MODE, "onpeak_extra_rate", "onpeak_extra_second",
        "offpeak_extra_rate", "offpeak_extra_second", "aoc_pulse_amount_per_message");

    /** What the columns of the table hold. */
    private static final BigDecimal HIGHEST_RATE = BigDecimal.TEN.pow(9);
    private static final long LONGEST = 1L << 31;
    private static final Set<String> BY_PATTERN = Set.of(COMMONEST_MODE, "regex_longest_match");

    /** What no fee may be. */
    static final Rule FORM = write -> {
        Values values = write.values();
        for (Field field : TABLE.fields()) {
            if (field.type() instanceof FieldType.Decimal) {
                values.text(field.name()).map(BigDecimal::new).filter(rate -> rate.abs().compareTo(HIGHEST_RATE) > 0).ifPresent(rate -> {
                    throw ApiError.invalid(field.name(), rate.toPlainString(), "Value must be between -%1$s and %1$s".formatted(HIGHEST_RATE));
                });
            } else if (field.name().endsWith("_interval") || field.name().endsWith("_second")) {
                Rule.between(field.name(), 0, LONGEST).check(write);
            }
        }
        if (BY_PATTERN.contains(values.require(MODE))) {
            Rule.pattern("source").check(write);
            Rule.pattern("destination").check(write);
        }
    };

    private FeeColumns() {}

    private static Stream<Field> peak(String peak) {
        return Stream.of(decimal(peak + "_init_rate").orElse("0"), whole(peak + "_init_interval").orElse("60"),
            decimal(peak + "_follow_rate").orElse("0"), whole(peak + "_follow_interval").orElse("60"), flag(peak + "_use_free_time"),
            decimal(peak + "_extra_rate").orElse("0"), whole(peak + "_extra_second"));
    }
}
