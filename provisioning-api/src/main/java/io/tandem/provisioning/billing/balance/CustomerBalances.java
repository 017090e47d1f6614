package io.tandem.provisioning.billing.balance;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.balance.Balance;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.customer.CurrentProfile;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.owner.CustomerRows;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code customerbalances}: what a customer has left in the interval of now; the id is the customer's. A write sets it and is kept in the
 * log of top-ups; what was spent stays as it is unless it is given.
 */
public final class CustomerBalances extends TableResource implements Resource.Replaces {
    static final String CASH = "cash_balance";
    static final String FREE = "free_time_balance";
    private static final String CASH_SPENT = "cash_debit";
    private static final String FREE_SPENT = "free_time_spent";
    private static final BigDecimal MOST = BigDecimal.TEN.pow(12);
    private static final Table TABLE = Table.of(CustomerRows.FROM + Balances.joined(), "c.id", CustomerRows.IS_VISIBLE).everyJoinMatches()
        .ownedBy("o.reseller_id")
        .with("b", decimal(CASH).required(), whole(FREE).required())
        .with(decimal(CASH_SPENT), "b.cash_balance_interval")
        .with(whole(FREE_SPENT), "b.free_time_balance_interval")
        .filter("reseller_id", "o.reseller_id {match}")
        .filter("contact_id", "c.contact_id {match}")
        .filter("status", "c.status {match}")
        .filter("external_id", "c.external_id {match}")
        .filter("domain", "exists (select 1 from billing.voip_subscribers s join billing.domains d on d.id = s.domain_id "
            + "where s.contract_id = c.id and s.status <> 'terminated' and d.domain {match})")
        .filter("prepaid", "(select if(x.prepaid, '1', '0') from billing.billing_profiles x where x.id = " + CurrentProfile.OF_CONTRACT + ") {match}");

    private final Balances balances;
    private final Underrun underrun;
    private final TopUpLog log;

    public CustomerBalances(Store store, Balances balances, Underrun underrun) {
        super(declared(), TABLE, store);
        this.balances = balances;
        this.underrun = underrun;
        this.log = new TopUpLog(store);
    }

    private static Declaration declared() {
        List<Field> fields = new ArrayList<>(TABLE.fields());
        fields.add(decimal("ratio").readOnly());
        return Declaration.of("customerbalances", "What customers have left", fields).withFilters(TABLE.filters().keySet())
            .relatedTo("customers").access(Access.of(Party.A, Party.R, Party.K)).withJournal();
    }

    @Override
    protected boolean isShownTo(Caller caller) {
        return caller.has(Caller.Right.BILLING_DATA);
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        Map<Long, Balance> found = balances.current(items.stream().map(item -> item.whole("id")).toList());
        Map<Long, Double> ratios = balances.ratios(found.values());
        for (Item item : items) {
            Balance balance = found.get(item.whole("id"));
            if (balance != null) {
                item.fields().put(CASH, balance.cash()).put(FREE, balance.free()).put(CASH_SPENT, balance.cashSpent()).put(FREE_SPENT, balance.freeSpent())
                    .put("ratio", ratios.get(balance.id()));
            }
        }
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        Balance before = balances.locked(current.whole("id"));
        Balance after = new Balance(before.id(), before.contract(), before.interval(), money(CASH, values, before.cash()), before.initialCash(),
            money(CASH_SPENT, values, before.cashSpent()), seconds(FREE, values, before.free()), before.initialFree(),
            seconds(FREE_SPENT, values, before.freeSpent()), before.topUps(), before.timelyTopUps());
        TopUpLog.State stateBefore = log.state(before);
        balances.write(after);
        underrun.check(before, after.cash());
        log.succeeded(new TopUpLog.Entry(caller.login(), "set_balance", "api", new LinkedHashMap<>())
            .know("amount", after.cash().subtract(before.cash())).know("reseller_id", reseller(before.contract())), stateBefore, log.state(after));
        store.changed(ChangeLog.CUSTOMER, before.contract());
    }

    private long reseller(long customer) {
        return store.number("select o.reseller_id from billing.contracts c join billing.contacts o on o.id = c.contact_id where c.id = ?", customer)
            .orElseThrow();
    }

    private static BigDecimal money(String field, Values values, BigDecimal otherwise) {
        BigDecimal cents = values.text(field).map(BigDecimal::new).orElse(otherwise);
        if (cents.abs().compareTo(MOST) > 0) {
            throw ApiError.invalid(field, cents.toPlainString(), "Value must be between -%1$s and %1$s".formatted(MOST));
        }
        return cents;
    }

    private static long seconds(String field, Values values, long otherwise) {
        long seconds = values.whole(field).orElse(otherwise);
        if (seconds < 0) {
            throw ApiError.invalid(field, Long.toString(seconds), "Value must not be below 0");
        }
        return seconds;
    }
}
