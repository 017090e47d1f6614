package io.tandem.provisioning.billing.fee;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Form;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.row.Effect;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code billingfees}: what calls between some numbers cost. A zone can be given by its name and is made if it is new. Many at once come as
 * CSV, for the profile {@code billing_profile_id} of the query, or as a JSON array; one that is there already is replaced.
 */
public final class BillingFees extends RowResource implements Resource.GivesCsv, Resource.TakesCsv, Resource.CreatesMany {
    private static final Declaration DECLARATION = Declaration.of("billingfees", "What calls cost", FeeColumns.TABLE.fields());
    private static final List<String> STORED = stored();
    private static final String UPSERT = "insert into " + FeeColumns.TARGET + " (" + String.join(", ", STORED) + ") values ("
        + Store.marks(STORED.size()) + ") on duplicate key update "
        + String.join(", ", STORED.stream().map(name -> "%1$s = values(%1$s)".formatted(name)).toList());

    /** A statement must be done before the connection takes the server for dead. */
    private static final int ROWS_AT_ONCE = 5000;

    private final FeeHistory history;
    private final FeeZones zones;
    private final Rule ofProfile;

    /** @param zones the resource {@code billingzones} */
    public BillingFees(Store store, RowResource zones) {
        this(store, new FeeZones(store, zones), new FeeHistory(store));
    }

    private BillingFees(Store store, FeeZones zones, FeeHistory history) {
        super(RowPlan.of(DECLARATION, FeeColumns.TABLE, FeeColumns.TARGET, ChangeLog.BILLING_PROFILE).partOf(FeeColumns.PROFILE)
            .rules(BillingZones.ofProfile(store), FeeColumns.FORM, zones)
            .duplicate(fee -> "Billing fee from '%s' to '%s' already exists for this billing profile.".formatted(fee.require("source"),
                fee.require("destination")))
            .effect(new Effect() {
                @Override
                public void written(long id, Write write) {
                    history.followFees("id", id);
                }
            }), store);
        this.history = history;
        this.zones = zones;
        this.ofProfile = BillingZones.ofProfile(store);
    }

    private static List<String> stored() {
        List<String> stored = new ArrayList<>(FeeColumns.VALUES);
        stored.add(FeeColumns.ZONE);
        return List.copyOf(stored);
    }

    /** Fees are hidden from who may not see billing data. */
    @Override
    protected boolean isShownTo(Caller caller) {
        return caller.has(Caller.Right.BILLING_DATA);
    }

    private static void requireShown(Caller caller) {
        if (!caller.has(Caller.Right.BILLING_DATA)) {
            throw ApiError.forbidden("Invalid user");
        }
    }

    @Override
    public Created create(Values values, Caller caller) {
        requireShown(caller);
        return super.create(values, caller);
    }

    @Override
    public List<String> line(Item item) {
        return FeeColumns.CSV.line(new Item(item.id(), plain(item.fields())));
    }

    /** With {@code purge_existing} all other fees of the profile go. */
    @Override
    public void createAll(List<List<String>> lines, Query query, boolean purge, Caller caller) {
        requireShown(caller);
        ObjectNode scope = JsonNodeFactory.instance.objectNode();
        query.first(FeeColumns.PROFILE).ifPresent(id -> scope.put(FeeColumns.PROFILE, id));
        Values profile = new Form(List.of(whole(FeeColumns.PROFILE).required())).read(scope);
        ofProfile.check(new Write(profile, Optional.empty(), caller, Map.of()));
        long id = profile.requireWhole(FeeColumns.PROFILE);
        Batch batch = new Batch(caller);
        FeeColumns.CSV.read(lines, line -> batch.add(DECLARATION.form().read(completed(line, id))));
        write(id, batch.of(id), purge);
    }

    /** With {@code purge_existing} all other fees of the profiles that are named go. */
    @Override
    public void createMany(List<Values> fees, boolean purge, Caller caller) {
        requireShown(caller);
        Batch batch = new Batch(caller);
        fees.stream().map(fee -> fee.requireWhole(FeeColumns.PROFILE)).distinct().forEach(id -> ofProfile.check(new Write(
            new Values(JsonNodeFactory.instance.objectNode().put(FeeColumns.PROFILE, id)), Optional.empty(), caller, Map.of())));
        fees.forEach(batch::add);
        List.copyOf(batch.rows.keySet()).forEach(profile -> write(profile, batch.of(profile), purge));
    }

    private void write(long profile, List<@Nullable Object[]> rows, boolean purge) {
        if (purge) {
            store.execute("delete from " + FeeColumns.TARGET + " where billing_profile_id = ?", profile);
        }
        for (int from = 0; from < rows.size(); from += ROWS_AT_ONCE) {
            store.batch(UPSERT, rows.subList(from, Math.min(from + ROWS_AT_ONCE, rows.size())));
        }
        history.followFees(FeeColumns.PROFILE, profile);
        store.changed(ChangeLog.BILLING_PROFILE, profile);
    }

    private static ObjectNode completed(ObjectNode line, long profile) {
        line.put(FeeColumns.PROFILE, profile);
        return line.path(FeeColumns.MODE).asString("").isEmpty() ? line.put(FeeColumns.MODE, FeeColumns.COMMONEST_MODE) : line;
    }

    /** Rates without the zeros behind their digits. */
    private static ObjectNode plain(ObjectNode fields) {
        ObjectNode plain = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            JsonNode value = field.getValue();
            boolean rate = value.isNumber() && !value.isIntegralNumber();
            plain.set(field.getKey(), rate ? plain.stringNode(plain(value.decimalValue())) : value);
        }
        return plain;
    }

    private static String plain(BigDecimal rate) {
        return rate.signum() == 0 ? "0" : rate.stripTrailingZeros().toPlainString();
    }

    /** Rows to write, by their profile. A zone that several fees name is looked up once. */
    private final class Batch {
        private final Map<Long, List<@Nullable Object[]>> rows = new LinkedHashMap<>();
        private final Map<String, Long> known = new HashMap<>();
        private final Caller caller;

        Batch(Caller caller) {
            this.caller = caller;
        }

        List<@Nullable Object[]> of(long profile) {
            return rows.computeIfAbsent(profile, _ -> new ArrayList<>());
        }

        void add(Values fee) {
            Map<String, @Nullable Object> row = fee.row(STORED);
            Write write = new Write(fee, Optional.empty(), caller, row);
            FeeColumns.FORM.check(write);
            long profile = fee.requireWhole(FeeColumns.PROFILE);
            if (fee.has(FeeColumns.ZONE) || !fee.has(FeeColumns.ZONE_NAME)) {
                zones.check(write);
            } else {
                String name = profile + " " + fee.require(FeeColumns.ZONE_NAME) + "\n" + fee.text(FeeColumns.ZONE_DETAIL).orElse("");
                row.put(FeeColumns.ZONE, known.computeIfAbsent(name, _ -> zones.named(write)));
            }
            of(profile).add(row.values().toArray());
        }
    }
}
