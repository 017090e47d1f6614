package io.tandem.provisioning.tenant;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Children;
import io.tandem.provisioning.table.Column;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code billingprofiles}. One that is assigned to a contract stays; DELETE of others marks them as terminated. */
public final class BillingProfiles extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final String TERMINATED = "terminated";
    private static final String TIME = "([01]?\\d|2[0-3])(:[0-5]\\d){1,2}";
    private static final int HIGHEST_LOCK = 5;
    private static final Children WEEKDAYS = new Children("peaktime_weekdays", "billing.billing_peaktime_weekdays", "billing_profile_id", List.of(
        new Column(whole("weekday").required(), "weekday"), new Column(text("start", 8), "start"), new Column(text("stop", 8), "end")));
    private static final Children SPECIAL = new Children("peaktime_special", "billing.billing_peaktime_special", "billing_profile_id", List.of(
        new Column(timestamp("start").required(), "start"), new Column(timestamp("stop").required(), "end")));
    private static final String CONTRACTS = "(select count(distinct n.contract_id) from billing.contracts_billing_profile_network n "
        + "join billing.contracts c on c.id = n.contract_id where n.billing_profile_id = p.id and c.status <> 'terminated')";

    private static final String PACKAGES = "(select count(distinct s.package_id) from billing.package_profile_sets s "
        + "join billing.profile_packages k on k.id = s.package_id where s.profile_id = p.id and k.status <> 'terminated')";

    private static final Table TABLE = Table.of("billing.billing_profiles p", "p.id", "p.status <> 'terminated'").ownedBy("p.reseller_id")
        .with("p", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text("handle", 63).required().filter(),
            text("name", 31).required().filter(), flag("prepaid"), choice("prepaid_library", "libswrate", "libinewrate").orElse("libswrate"),
            flag("advice_of_charge"), flag("ignore_domain"), decimal("interval_charge").orElse("0"), whole("interval_free_time").orElse("0"),
            decimal("interval_free_cash").orElse("0"), whole("fraud_interval_limit"), whole("fraud_interval_lock"),
            text("fraud_interval_notify"), whole("fraud_daily_limit"), whole("fraud_daily_lock"), text("fraud_daily_notify"),
            flag("fraud_use_reseller_rates"), text("currency", 31), choice("status", "active", TERMINATED).orElse("active"))
        .filter("package_cnt", PACKAGES + " {match}")
        .filter("contract_cnt", CONTRACTS + " {match}")
        .filter("contract_exists", "if(" + CONTRACTS + " > 0, '1', '0') {match}");
    private static final List<String> COLUMNS = TABLE.fields().stream().map(Field::name).filter(name -> !name.equals(ResellerReference.FIELD)).toList();

    public BillingProfiles(Store store) {
        super(declared(), TABLE, store);
    }

    private static Declaration declared() {
        List<Field> fields = new ArrayList<>(TABLE.fields());
        fields.add(WEEKDAYS.field());
        fields.add(SPECIAL.field());
        return Declaration.of("billingprofiles", "What calls cost", fields).withFilters(TABLE.filters().keySet())
            .access(Access.of(Party.A, Party.R).read(Party.K)).withJournal();
    }

    @Override
    public Created create(Values values, Caller caller) {
        Map<String, @Nullable Object> row = row(values, caller);
        long id = store.unique(taken(values), () -> store.insert("billing.billing_profiles", row));
        writePeakTimes(id, values);
        store.changed(ChangeLog.BILLING_PROFILE, id);
        return Created.item(id);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        long id = current.whole("id");
        if (TERMINATED.equals(values.require("status"))) {
            delete(current, caller);
            return;
        }
        Map<String, @Nullable Object> row = row(values, caller);
        if (ResellerReference.of(values, caller, store) != current.whole(ResellerReference.FIELD)) {
            requireUnused(id, "Cannot change the reseller of a");
        }
        store.unique(taken(values), () -> {
            store.update("billing.billing_profiles", id, row);
            return id;
        });
        store.execute("update billing.billing_profiles set modify_timestamp = current_timestamp(6) where id = ?", id);
        writePeakTimes(id, values);
        store.changed(ChangeLog.BILLING_PROFILE, id);
    }

    @Override
    public void delete(Item current, Caller caller) {
        requireUnused(current.whole("id"), "Cannot terminate");
        store.execute("update billing.billing_profiles set status = 'terminated', terminate_timestamp = current_timestamp(6) where id = ?",
            current.whole("id"));
        store.changed(ChangeLog.BILLING_PROFILE, current.whole("id"));
    }

    private void requireUnused(long id, String action) {
        if (store.exists("select 1 from billing.contracts_billing_profile_network n join billing.contracts c on c.id = n.contract_id "
                + "where n.billing_profile_id = ? and c.status <> 'terminated' limit 1", id)) {
            throw ApiError.inUse(action + " billing profile that is assigned to contracts.");
        }
        if (store.exists("select 1 from billing.package_profile_sets s join billing.profile_packages k on k.id = s.package_id "
                + "where s.profile_id = ? and k.status <> 'terminated' limit 1", id)) {
            throw ApiError.inUse(action + " billing profile that is assigned to profile packages.");
        }
    }

    private static String taken(Values values) {
        return "Billing profile with handle '%s' already exists.".formatted(values.require("handle"));
    }

    private Map<String, @Nullable Object> row(Values values, Caller caller) {
        for (String lock : List.of("fraud_interval_lock", "fraud_daily_lock")) {
            values.whole(lock).filter(level -> level < 0 || level > HIGHEST_LOCK).ifPresent(level -> {
                throw ApiError.invalid(lock, level.toString(), "Value must be 0 to 5");
            });
        }
        Map<String, @Nullable Object> row = values.row(COLUMNS);
        row.put(ResellerReference.FIELD, ResellerReference.of(values, caller, store));
        return row;
    }

    private void writePeakTimes(long id, Values values) {
        for (Values peak : values.groups(WEEKDAYS.name())) {
            if (peak.requireWhole("weekday") < 0 || peak.requireWhole("weekday") > 6) {
                throw ApiError.invalid("peaktime_weekdays.weekday", peak.require("weekday"), "Value must be 0 (Monday) to 6");
            }
            Stream.of("start", "stop").flatMap(name -> peak.text(name).stream()).filter(time -> !time.matches(TIME)).forEach(time -> {
                throw ApiError.invalid(WEEKDAYS.name(), time, "Value must be HH:MM:SS");
            });
        }
        WEEKDAYS.replace(store, id, values);
        SPECIAL.replace(store, id, values);
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        WEEKDAYS.fill(store, items);
        SPECIAL.fill(store, items);
    }
}
