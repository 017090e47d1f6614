package io.tandem.provisioning.billing.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.row.Effect;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.tenant.ResellerReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.whole;

/** The billing profiles of a package: those that a customer has from the start, those for an empty balance, those that a top-up brings. */
final class ProfileSets implements Effect {
    private static final String TABLE = "billing.package_profile_sets";
    private static final String PROFILE = "profile_id";
    private static final String NETWORK = "network_id";
    private static final String SUFFIX = "_profiles";
    private static final List<String> SETS = List.of("initial", "underrun", "topup");

    private final Store store;

    ProfileSets(Store store) {
        this.store = store;
    }

    static List<Field> fields() {
        return SETS.stream().map(set -> {
            Field field = Field.many(set + SUFFIX, new FieldType.Group(List.of(whole(PROFILE).required(), whole(NETWORK))));
            return SETS.getFirst().equals(set) ? field.required() : field;
        }).toList();
    }

    /** All of them belong to the reseller of the package; a customer begins with one profile for all networks. */
    void check(Write write) {
        if (write.values().groups(SETS.getFirst() + SUFFIX).stream().filter(entry -> !entry.has(NETWORK)).count() != 1) {
            throw ApiError.unprocessable("An initial profile without 'network_id' is required, exactly one.");
        }
        Object reseller = write.row().get(ResellerReference.FIELD);
        for (String set : SETS) {
            for (Values entry : write.values().groups(set + SUFFIX)) {
                require("billing_profiles", "billing profile", PROFILE, entry.requireWhole(PROFILE), reseller);
                entry.whole(NETWORK).ifPresent(network -> require("billing_networks", "billing network", NETWORK, network, reseller));
            }
        }
    }

    private void require(String table, String what, String field, long id, @Nullable Object reseller) {
        long owner = store.number("select reseller_id from billing." + table + " where id = ? and status <> 'terminated'", id)
            .orElseThrow(() -> ApiError.unprocessable("Invalid '%s' (%d).".formatted(field, id)));
        if (!Long.valueOf(owner).equals(reseller)) {
            throw ApiError.unprocessable("The reseller of the profile package doesn't match the reseller of the %s (%d).".formatted(what, id));
        }
    }

    @Override
    public void fill(List<Item> items) {
        Map<Long, ObjectNode> packages = new LinkedHashMap<>();
        for (Item item : items) {
            SETS.forEach(set -> item.fields().putArray(set + SUFFIX));
            packages.put(item.whole("id"), item.fields());
        }
        if (packages.isEmpty()) {
            return;
        }
        store.jdbc().sql("select package_id, discriminator, profile_id, network_id from " + TABLE + " where package_id in ("
                + Store.marks(packages.size()) + ") order by id").params(List.copyOf(packages.keySet())).query(row -> {
                    ObjectNode fields = packages.get(row.getLong(1));
                    if (fields != null && fields.path(row.getString(2) + SUFFIX) instanceof ArrayNode set) {
                        set.addObject().put(PROFILE, row.getLong(3)).put(NETWORK, row.getObject(4) == null ? null : Long.valueOf(row.getLong(4)));
                    }
                });
    }

    @Override
    public void written(long id, Write write) {
        store.execute("delete from " + TABLE + " where package_id = ?", id);
        for (String set : SETS) {
            for (Values entry : write.values().groups(set + SUFFIX)) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                row.put("package_id", id);
                row.put("discriminator", set);
                row.put(PROFILE, entry.requireWhole(PROFILE));
                row.put(NETWORK, entry.sql(NETWORK));
                store.insert(TABLE, row);
            }
        }
    }
}
