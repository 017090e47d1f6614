package io.tandem.provisioning.billing.voucher;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.tenant.ResellerReference;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code vouchers}, for callers who may see billing data. Found by {@code code}, or by {@code base64_code} where the code is not for a log.
 * One that was used stays as it is.
 */
public final class Vouchers implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final String STORED = "billing.vouchers";
    private static final String CODE = "code";
    private static final String ENCODED = "base64_code";
    private static final BigDecimal MOST = BigDecimal.TEN.pow(9);
    private static final Table TABLE = Table.of(STORED + " v", "v.id", "1 = 1").ownedBy("v.reseller_id")
        .with("v", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text(CODE, VoucherCode.LONGEST).required(),
            decimal("amount").orElse("0"), timestamp("valid_until").required(), whole("customer_id").filter().refersTo("customers"),
            whole("package_id").filter().refersTo("profilepackages"), timestamp("used_at").readOnly(),
            whole("used_by_subscriber_id").readOnly().refersTo("subscribers"))
        .filter(CODE, "v.code {same}")
        .filter(ENCODED, "v.code {same}");
    private static final Declaration DECLARATION = Declaration.of("vouchers", "Codes that are worth money", TABLE.fields())
        .withFilters(List.of(CODE, ENCODED));

    private final Store store;
    private final Rows rows;
    private final VoucherCode codes;

    public Vouchers(Store store, VoucherCode codes) {
        this.store = store;
        this.rows = new Rows(store.jdbc(), TABLE);
        this.codes = codes;
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public Listing list(Search search, Caller caller) {
        if (!caller.has(Caller.Right.BILLING_DATA)) {
            return Listing.pageOf(List.of(), search);
        }
        Map<String, String> filters = new LinkedHashMap<>(search.filters());
        filters.computeIfPresent(CODE, (_, code) -> codes.encrypt(code));
        filters.computeIfPresent(ENCODED, (_, code) -> codes.encrypt(decoded(code)));
        Listing listing = rows.list(new Search(search.page(), search.rows(), search.orderBy().filter(name -> !name.equals(CODE)), search.descending(),
            search.count(), filters), caller);
        listing.items().forEach(this::open);
        return listing;
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        Optional<Item> found = caller.has(Caller.Right.BILLING_DATA) ? rows.find(id, caller) : Optional.empty();
        found.ifPresent(this::open);
        return found;
    }

    @Override
    public Created create(Values values, Caller caller) {
        if (!caller.has(Caller.Right.BILLING_DATA)) {
            throw ApiError.forbidden("Invalid user");
        }
        Map<String, @Nullable Object> row = row(values, caller);
        return Created.item(store.unique(taken(values), () -> store.insert(STORED, row)));
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        Map<String, @Nullable Object> row = row(values, caller);
        requireUnused(current, "changed");
        store.unique(taken(values), () -> {
            store.update(STORED, current.whole("id"), row);
            return row;
        });
    }

    @Override
    public void delete(Item current, Caller caller) {
        requireUnused(current, "deleted");
        store.execute("delete from " + STORED + " where id = ?", current.whole("id"));
    }

    /** Asked once more while the row is locked, whatever it holds: somebody may redeem it just now. */
    private void requireUnused(Item current, String what) {
        if (store.number("select used_at is not null from " + STORED + " where id = ? for update", current.whole("id")).filter(used -> used == 1).isPresent()) {
            throw ApiError.unprocessable("Voucher was used already, it cannot be %s.".formatted(what));
        }
    }

    private void open(Item item) {
        item.fields().put(CODE, codes.decrypt(item.text(CODE)));
    }

    private static String taken(Values values) {
        return "Voucher with code '%s' already exists for this reseller.".formatted(values.require(CODE));
    }

    private Map<String, @Nullable Object> row(Values values, Caller caller) {
        BigDecimal amount = new BigDecimal(values.require("amount"));
        if (amount.signum() < 0 || amount.compareTo(MOST) > 0) {
            throw ApiError.invalid("amount", amount.toPlainString(), "Value must be between 0 and " + MOST);
        }
        long reseller = ResellerReference.of(values, caller, store);
        requireOf(reseller, values, "customer_id", "select o.reseller_id from billing.contracts c join billing.contacts o on o.id = c.contact_id "
            + "where c.id = ? and c.status <> 'terminated'");
        requireOf(reseller, values, "package_id", "select reseller_id from billing.profile_packages where id = ? and status <> 'terminated'");
        Map<String, @Nullable Object> row = values.row(new ArrayList<>(List.of("amount", "valid_until", "customer_id", "package_id")));
        row.put(ResellerReference.FIELD, reseller);
        row.put(CODE, codes.encrypt(values.require(CODE)));
        return row;
    }

    private void requireOf(long reseller, Values values, String field, String owner) {
        values.whole(field).filter(id -> store.number(owner, id).filter(found -> found == reseller).isEmpty()).ifPresent(id -> {
            throw ApiError.unprocessable("Invalid '%s'".formatted(field));
        });
    }

    private static String decoded(String code) {
        try {
            return new String(Base64.getDecoder().decode(code), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw ApiError.badRequest("Invalid query parameter base64_code='%s', Base64 is needed.".formatted(code));
        }
    }
}
