package io.tandem.provisioning.contract;

import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

import io.tandem.data.customer.CurrentProfile;
import io.tandem.provisioning.billing.balance.PackageProfiles;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.TimeFormat;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which billing profile a contract has from when on (provisioning.md §1.14, Billing mappings). A mapping without dates is the base of a new contract;
 * everything later begins in the future, or now where only the profile is changed.
 */
final class BillingMappings {
    static final String PROFILE = "billing_profile_id";
    static final String DEFINITION = "billing_profile_definition";
    static final String PROFILES = "billing_profiles";
    static final String PACKAGE = "profile_package_id";
    static final String ALL = "all_billing_profiles";

    /** The profile that a contract {@code c} has now, for calls from any network. */
    static final String CURRENT = CurrentProfile.OF_CONTRACT;

    private static final String NETWORK = "network_id";
    private static final String TABLE = "billing.contracts_billing_profile_network";

    private final Store store;

    BillingMappings(Store store) {
        this.store = store;
    }

    static Field intervals() {
        return Field.many(PROFILES, new FieldType.Group(List.of(Field.whole("profile_id").required(), Field.whole(NETWORK),
            Field.timestamp("start"), Field.timestamp("stop"))));
    }

    static Field allIntervals() {
        return Field.many(ALL, new FieldType.Group(List.of(Field.whole("profile_id"), Field.whole(NETWORK), Field.timestamp("start"),
            Field.timestamp("stop"), Field.timestamp("effective_start_time")))).readOnly();
    }

    /** What refuses a profile or a network that a contract must not have, by id. */
    record Rules(LongConsumer profile, LongConsumer network) {
        static final Rules NONE = new Rules(_ -> {}, _ -> {});
    }

    void create(long contract, Values values, Rules rules) {
        if (isPackage(values)) {
            PackageProfiles.mapBase(store, contract, values.requireWhole(PACKAGE));
            return;
        }
        if (!isList(values)) {
            insert(contract, requireProfile(values, rules), Optional.empty(), null, null, true);
            return;
        }
        List<Values> intervals = values.groups(PROFILES);
        if (intervals.stream().filter(interval -> isOpen(interval) && !interval.has(NETWORK)).count() != 1) {
            throw ApiError.unprocessable("An initial interval without 'start' and 'stop' timestamps is required, exactly one.");
        }
        intervals.forEach(interval -> insertInterval(contract, interval, isOpen(interval), rules));
    }

    void update(Item current, Values values, Rules rules) {
        long contract = current.whole("id");
        if (isPackage(values)) {
            if (values.requireWhole(PACKAGE) != current.whole(PACKAGE)) {
                PackageProfiles.map(store, contract, values.requireWhole(PACKAGE), "initial");
            }
            return;
        }
        if (!isList(values)) {
            long profile = requireProfile(values, rules);
            if (profile != current.whole(PROFILE)) {
                insert(contract, profile, Optional.empty(), TimeFormat.SECONDS.format(now()), null, false);
            }
            return;
        }
        if (values.groups(PROFILES).stream().anyMatch(BillingMappings::isOpen)) {
            throw ApiError.unprocessable("Adding intervals without 'start' and 'stop' timestamps is not allowed.");
        }
        store.execute("delete from " + TABLE + " where contract_id = ? and start_date > current_timestamp(6)", contract);
        values.groups(PROFILES).forEach(interval -> insertInterval(contract, interval, false, rules));
    }

    /** Adds the intervals to come and all there are; the contract keeps its place in the page. */
    void fill(List<Item> contracts) {
        Map<Long, ObjectNode> byId = new LinkedHashMap<>();
        for (Item contract : contracts) {
            contract.fields().putArray(PROFILES);
            contract.fields().putArray(ALL);
            byId.put(contract.whole("id"), contract.fields());
        }
        if (byId.isEmpty()) {
            return;
        }
        store.jdbc().sql("""
            select n.contract_id, n.billing_profile_id, n.billing_network_id, date_format(n.start_date, '%Y-%m-%d %T'),
              date_format(n.end_date, '%Y-%m-%d %T'), date_format(coalesce(n.start_date, c.create_timestamp), '%Y-%m-%d %T'),
              n.start_date > current_timestamp(6)
            from billing.contracts_billing_profile_network n join billing.contracts c on c.id = n.contract_id
            where n.contract_id in ({ids}) order by n.start_date, n.id""".replace("{ids}", Store.marks(byId.size())))
            .params(new ArrayList<>(byId.keySet())).query(row -> {
                ObjectNode fields = byId.get(row.getLong(1));
                if (fields != null) {
                    ObjectNode interval = fields.withArray(ALL).addObject().put("profile_id", row.getLong(2))
                        .put("network_id", row.getObject(3) == null ? null : Long.valueOf(row.getLong(3)))
                        .put("start", row.getString(4)).put("stop", row.getString(5));
                    if (row.getBoolean(7)) {
                        fields.withArray(PROFILES).add(interval.deepCopy());
                    }
                    interval.put("effective_start_time", row.getString(6));
                }
            });
    }

    private static boolean isList(Values values) {
        return "profiles".equals(values.text(DEFINITION).orElse("id"));
    }

    /** The profiles come with a package. */
    static boolean isPackage(Values values) {
        return "package".equals(values.text(DEFINITION).orElse("id"));
    }

    private static boolean isOpen(Values interval) {
        return !interval.has("start") && !interval.has("stop");
    }

    private long requireProfile(Values values, Rules rules) {
        long id = values.whole(PROFILE).orElseThrow(() -> ApiError.invalid(PROFILE, "", "Billing profile id field is required"));
        check(id, rules);
        return id;
    }

    private void insertInterval(long contract, Values interval, boolean base, Rules rules) {
        long profile = interval.requireWhole("profile_id");
        check(profile, rules);
        Optional<Long> network = interval.whole(NETWORK);
        network.ifPresent(id -> checkNetwork(id, rules));
        Optional<LocalDateTime> start = moment(interval, "start");
        Optional<LocalDateTime> stop = moment(interval, "stop");
        if (!base) {
            requireFuture(start, stop);
        }
        insert(contract, profile, network, start.map(TimeFormat.SECONDS::format).orElse(null), stop.map(TimeFormat.SECONDS::format).orElse(null), base);
    }

    private void requireFuture(Optional<LocalDateTime> start, Optional<LocalDateTime> stop) {
        LocalDateTime begin = start.orElseThrow(() -> ApiError.unprocessable("Interval with 'stop' timestamp but no 'start' timestamp specified."));
        if (!begin.isAfter(now())) {
            throw ApiError.unprocessable("'start' timestamp (%s) is not in future.".formatted(TimeFormat.SECONDS.format(begin)));
        }
        if (stop.filter(end -> !end.isAfter(begin)).isPresent()) {
            throw ApiError.unprocessable("'start' timestamp (%s) has to be before 'stop' timestamp (%s)."
                .formatted(TimeFormat.SECONDS.format(begin), stop.map(TimeFormat.SECONDS::format).orElse("")));
        }
    }

    private static Optional<LocalDateTime> moment(Values interval, String name) {
        return interval.text(name).map(text -> {
            String full = text.length() == "yyyy-MM-dd".length() ? text + "T00:00:00" : text.replace(' ', 'T');
            try {
                return LocalDateTime.parse(full);
            } catch (DateTimeParseException noSuchDay) {
                throw ApiError.invalid(PROFILES + "." + name, text, "Value must be YYYY-MM-DD HH:MM:SS");
            }
        });
    }

    /** By the clock and in the zone of the database, as all stored times. */
    private LocalDateTime now() {
        return store.text("select date_format(current_timestamp, '%Y-%m-%d %T')").map(text -> LocalDateTime.parse(text, TimeFormat.SECONDS)).orElseThrow();
    }

    private void checkNetwork(long network, Rules rules) {
        if (!store.exists("select 1 from billing.billing_networks where id = ? and status <> 'terminated'", network)) {
            throw ApiError.unprocessable("Invalid 'network_id' (%d).".formatted(network));
        }
        rules.network().accept(network);
    }

    private void check(long profile, Rules rules) {
        String status = store.text("select status from billing.billing_profiles where id = ?", profile)
            .orElseThrow(() -> ApiError.unprocessable("Invalid 'billing_profile_id' (%d).".formatted(profile)));
        if ("terminated".equals(status)) {
            throw ApiError.unprocessable("Invalid 'billing_profile_id' (%d), already terminated.".formatted(profile));
        }
        rules.profile().accept(profile);
    }

    private void insert(long contract, long profile, Optional<Long> network, @Nullable String start, @Nullable String stop, boolean base) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("contract_id", contract);
        row.put(PROFILE, profile);
        row.put("billing_network_id", network.orElse(null));
        row.put("start_date", start);
        row.put("end_date", stop);
        row.put("base", base);
        store.insert(TABLE, row);
    }
}
