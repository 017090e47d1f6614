package io.tandem.provisioning.billing.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tandem.data.balance.Span;
import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.billing.balance.Balances;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.tenant.ResellerReference;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code profilepackages}: profiles, balance intervals and what happens to balances, for customers. DELETE marks one as terminated. */
public final class ProfilePackages extends RowResource {
    private static final String START_MODE = "balance_interval_start_mode";
    private static final String TARGET = "billing.profile_packages";
    private static final String[] UNITS = {"minute", "hour", "day", "week", "month"};
    private static final int HIGHEST_LOCK = 5;
    private static final int LONGEST = 1_000_000;
    private static final Duration CENTURY = Duration.ofDays(36_525);
    private static final BigDecimal MOST = BigDecimal.TEN.pow(8);
    private static final Table TABLE = Table.of(TARGET + " p", "p.id", "p.status <> 'terminated'").ownedBy("p.reseller_id")
        .with("p", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text("name").required().filter(), text("description").required(),
            decimal("initial_balance").orElse("0"), decimal("service_charge").orElse("0"),
            choice("balance_interval_unit", UNITS).orElse("month"), whole("balance_interval_value").orElse("1"),
            choice(START_MODE, "1st", "1st_tz", "create", "create_tz", "topup", "topup_interval").orElse("1st"),
            choice("carry_over_mode", "carry_over", "carry_over_timely", "discard").orElse("carry_over"),
            choice("timely_duration_unit", UNITS), whole("timely_duration_value"), whole("notopup_discard_intervals"),
            decimal("underrun_lock_threshold"), whole("underrun_lock_level"), decimal("underrun_profile_threshold"), whole("topup_lock_level"));

    private final Assignments assignments;
    private final Balances balances;

    public ProfilePackages(Store store, Balances balances) {
        this(store, balances, new ProfileSets(store), new Assignments(store, "profile package", TARGET,
            "select 1 from billing.contracts where profile_package_id = ? and status <> 'terminated' limit 1", ""));
    }

    private ProfilePackages(Store store, Balances balances, ProfileSets sets, Assignments assignments) {
        super(RowPlan.of(declared(), TABLE, TARGET, ChangeLog.PROFILE_PACKAGE)
            .rules(Rule.ofReseller(store), assignments.keepsReseller(), ProfilePackages::check, sets::check)
            .duplicate(plan -> "Profile package with name '%s' already exists for this reseller.".formatted(plan.require("name")))
            .effect(sets), store);
        this.assignments = assignments;
        this.balances = balances;
    }

    private static Declaration declared() {
        List<Field> fields = new ArrayList<>(TABLE.fields());
        fields.addAll(ProfileSets.fields());
        return Declaration.of("profilepackages", "Billing profiles and balance intervals together", fields)
            .access(Access.of(Party.A, Party.R, Party.K)).withJournal();
    }

    /** Intervals of customers that waited for a top-up now end without one. */
    @Override
    public void replace(Item current, Values values, Caller caller) {
        super.replace(current, values, caller);
        if (waitsForTopUps(current.text(START_MODE)) && !waitsForTopUps(values.require(START_MODE))) {
            balances.close(current.whole("id"));
        }
    }

    private static boolean waitsForTopUps(String startMode) {
        return startMode.startsWith("topup");
    }

    @Override
    public void delete(Item current, Caller caller) {
        assignments.terminate(current);
        store.changed(ChangeLog.PROFILE_PACKAGE, current.whole("id"));
    }

    private static void check(Write write) {
        for (String name : List.of("balance_interval_value", "timely_duration_value", "notopup_discard_intervals")) {
            Rule.between(name, 1, LONGEST).check(write);
        }
        Rule.between("underrun_lock_level", 0, HIGHEST_LOCK).check(write);
        Rule.between("topup_lock_level", 0, HIGHEST_LOCK).check(write);
        Values values = write.values();
        for (Field field : TABLE.fields()) {
            if (field.type() instanceof FieldType.Decimal) {
                values.text(field.name()).filter(cents -> new BigDecimal(cents).abs().compareTo(MOST) > 0).ifPresent(cents -> {
                    throw ApiError.invalid(field.name(), cents, "Value must be between -%1$s and %1$s".formatted(MOST));
                });
            }
        }
        if (values.has("timely_duration_unit") != values.has("timely_duration_value")) {
            throw ApiError.unprocessable("'timely_duration_unit' and 'timely_duration_value' need each other.");
        }
        if ("carry_over_timely".equals(values.require("carry_over_mode")) && !values.has("timely_duration_value")) {
            throw ApiError.unprocessable("'carry_over_mode' carry_over_timely needs 'timely_duration_unit' and 'timely_duration_value'.");
        }
        checkLengths(values);
    }

    /** Moments that are reckoned with them must be ones that the database can hold. */
    private static void checkLengths(Values values) {
        Duration interval = Span.of(values.require("balance_interval_unit"), values.requireWhole("balance_interval_value")).length();
        requireWithinACentury("balance_interval_value", interval, values);
        values.whole("notopup_discard_intervals")
            .ifPresent(count -> requireWithinACentury("notopup_discard_intervals", interval.multipliedBy(count), values));
        values.text("timely_duration_unit").ifPresent(unit ->
            requireWithinACentury("timely_duration_value", Span.of(unit, values.requireWhole("timely_duration_value")).length(), values));
    }

    private static void requireWithinACentury(String field, Duration length, Values values) {
        if (length.compareTo(CENTURY) > 0) {
            throw ApiError.invalid(field, values.require(field), "Value must not make more than 100 years");
        }
    }
}
