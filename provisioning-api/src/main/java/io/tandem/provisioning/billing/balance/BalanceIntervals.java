package io.tandem.provisioning.billing.balance;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.data.balance.BalancePlan;
import io.tandem.data.balance.Interval;
import io.tandem.data.balance.Terms;
import io.tandem.data.customer.CurrentProfile;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.owner.CustomerRows;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.TimeFormat;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code balanceintervals}: what customers had left, interval by interval, at {@code /api/balanceintervals/CUSTOMER/ID}. */
public final class BalanceIntervals implements Resource.Below {
    private static final Pattern ID = Pattern.compile("(\\d{1,18})/(\\d{1,18})");
    private static final String CUSTOMER = "contract_id";
    private static final String IS_ACTUAL = "(b.start <= current_timestamp and b.end >= current_timestamp)";
    private static final Table PARENTS = Table.of(CustomerRows.FROM, "c.id", CustomerRows.IS_VISIBLE).ownedBy("o.reseller_id");
    /** How many intervals up to this one have had no top-up. Not a column of the table: the database would count for every row before it cuts a page. */
    private static final String IDLE = "select b.id, (select count(*) from billing.contract_balances i where i.contract_id = b.contract_id "
        + "and i.start <= b.start and i.start > b.topped_up) from (select x.id, x.contract_id, x.start, coalesce((select max(t.start) "
        + "from billing.contract_balances t where t.contract_id = x.contract_id and t.topup_count > 0 and t.start <= x.start), '1000-01-01') topped_up "
        + "from billing.contract_balances x where x.id in (:ids)) b";
    private static final Table TABLE = Table.of(CustomerRows.FROM + " join billing.contract_balances b on b.contract_id = c.id", "b.id",
            CustomerRows.IS_VISIBLE).ownedBy("o.reseller_id")
        .with("b", timestamp("start"))
        .with(timestamp("stop"), "b.end")
        .with(flag("is_actual").filter(), IS_ACTUAL)
        .with(whole("billing_profile_id").refersTo("billingprofiles"),
            CurrentProfile.OF_CONTRACT.replace("current_timestamp(6)", "least(b.end, current_timestamp)"))
        .with("b", whole(CUSTOMER).filter().refersTo("customers"), decimal("cash_balance"), decimal("initial_cash_balance"))
        .with(decimal("cash_debit"), "b.cash_balance_interval")
        .with("b", whole("free_time_balance"), whole("initial_free_time_balance"))
        .with(whole("free_time_spent"), "b.free_time_balance_interval")
        .with("b", whole("topup_count"), whole("timely_topup_count"), timestamp("underrun_profiles"), timestamp("underrun_lock"));
    private static final Declaration DECLARATION = declared();

    private final Store store;
    private final Rows rows;
    private final Rows parents;
    private final Balances balances;

    public BalanceIntervals(Store store, Balances balances) {
        this.store = store;
        this.rows = new Rows(store.jdbc(), TABLE);
        this.parents = new Rows(store.jdbc(), PARENTS);
        this.balances = balances;
    }

    private static Declaration declared() {
        List<Field> fields = new ArrayList<>(TABLE.fields());
        fields.addAll(List.of(timestamp("timely_topup_start"), timestamp("timely_topup_stop"), timestamp("notopup_discard_expiry")));
        return Declaration.of("balanceintervals", "What customers had left", fields.stream().map(Field::readOnly).toList())
            .access(Access.of(Party.A, Party.R, Party.K));
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public String parentField() {
        return CUSTOMER;
    }

    @Override
    public boolean isParent(String id, Caller caller) {
        return isNumber(id) && caller.has(Caller.Right.BILLING_DATA) && parents.find(id, caller).isPresent();
    }

    @Override
    public boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Those of one customer are complete up to now. */
    @Override
    public Listing list(Search search, Caller caller) {
        if (!caller.has(Caller.Right.BILLING_DATA)) {
            return Listing.pageOf(List.of(), search);
        }
        Optional.ofNullable(search.filters().get(CUSTOMER)).filter(id -> isParent(id, caller))
            .ifPresent(id -> balances.current(List.of(Long.valueOf(id))));
        Listing listing = rows.list(byParts(search), caller);
        return new Listing(shown(listing.items()), listing.total(), listing.more());
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        Matcher parts = ID.matcher(id);
        if (!parts.matches() || !caller.has(Caller.Right.BILLING_DATA)) {
            return Optional.empty();
        }
        return rows.find(parts.group(2), caller).filter(item -> item.whole(CUSTOMER) == Long.parseLong(parts.group(1)))
            .map(item -> shown(List.of(item)).getFirst());
    }

    private boolean isNumber(String id) {
        return Resource.Below.super.isId(id);
    }

    private static Search byParts(Search search) {
        Matcher parts = ID.matcher(search.filters().getOrDefault("id", ""));
        if (!parts.matches()) {
            return search;
        }
        Map<String, String> filters = new LinkedHashMap<>(search.filters());
        filters.put("id", parts.group(2));
        return new Search(search.page(), search.rows(), search.orderBy(), search.descending(), search.count(), filters).and(CUSTOMER, parts.group(1));
    }

    private List<Item> shown(List<Item> items) {
        Map<Long, Terms> terms = balances.terms(items.stream().map(item -> item.whole(CUSTOMER)).distinct().toList());
        Map<String, Long> idle = idle(items);
        return items.stream().map(item -> {
            Optional.ofNullable(terms.get(item.whole(CUSTOMER)))
                .ifPresent(known -> complete(item, known.calendar().plan(), idle.getOrDefault(item.id(), 0L)));
            return new Item(item.whole(CUSTOMER) + "/" + item.id(), item.fields());
        }).toList();
    }

    private Map<String, Long> idle(List<Item> items) {
        if (items.isEmpty()) {
            return Map.of();
        }
        Map<String, Long> found = new HashMap<>();
        store.jdbc().sql(IDLE).param("ids", items.stream().map(Item::id).toList()).query(row -> {
            found.put(row.getString(1), row.getLong(2));
        });
        return found;
    }

    private static void complete(Item item, BalancePlan plan, long idle) {
        Interval interval = new Interval(moment(item, "start"), moment(item, "stop"));
        boolean timely = plan.timely().isPresent() && !interval.isOpen();
        put(item, "timely_topup_start", plan.timely().filter(_ -> timely).map(span -> span.before(interval.next())));
        put(item, "timely_topup_stop", Optional.of(interval.end()).filter(_ -> timely));
        put(item, "notopup_discard_expiry", Optional.of(interval).filter(bounded -> plan.discardAfter() > 0 && !bounded.isOpen())
            .map(bounded -> plan.interval().times(Math.max(0, plan.discardAfter() - idle), bounded.next())));
    }

    private static LocalDateTime moment(Item item, String field) {
        return LocalDateTime.parse(item.text(field), TimeFormat.SECONDS);
    }

    private static void put(Item item, String field, Optional<LocalDateTime> moment) {
        item.fields().put(field, moment.map(TimeFormat.SECONDS::format).orElse(null));
    }
}
