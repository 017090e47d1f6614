package io.tandem.provisioning;

import java.time.InstantSource;
import java.util.List;

import io.tandem.platform.NodeProperties;
import io.tandem.provisioning.billing.balance.BalanceIntervals;
import io.tandem.provisioning.billing.balance.Balances;
import io.tandem.provisioning.billing.balance.Credit;
import io.tandem.provisioning.billing.balance.CustomerBalances;
import io.tandem.provisioning.billing.balance.Underrun;
import io.tandem.provisioning.billing.cost.ZoneCosts;
import io.tandem.provisioning.billing.fee.BillingFees;
import io.tandem.provisioning.billing.fee.BillingZones;
import io.tandem.provisioning.billing.fraud.FraudEvents;
import io.tandem.provisioning.billing.fraud.FraudPreferences;
import io.tandem.provisioning.billing.plan.BillingNetworks;
import io.tandem.provisioning.billing.plan.ProfilePackages;
import io.tandem.provisioning.billing.topup.TopUpCash;
import io.tandem.provisioning.billing.topup.TopUpLogs;
import io.tandem.provisioning.billing.topup.TopUpVouchers;
import io.tandem.provisioning.billing.voucher.VoucherCode;
import io.tandem.provisioning.billing.voucher.Vouchers;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.subscriber.Lock;
import io.tandem.provisioning.table.Store;
import org.springframework.stereotype.Component;

/** What calls cost and what customers have left ({@code provisioning.md} §1.13, Billing). */
@Component
final class BillingResources {
    private final Store store;
    private final VoucherCode codes;
    private final InstantSource clock;

    BillingResources(Store store, NodeProperties node, InstantSource clock) {
        this.store = store;
        this.codes = new VoucherCode(node.secretBytes());
        this.clock = clock;
    }

    List<Resource> all(Balances balances, Lock lock) {
        RowResource zones = BillingZones.resource(store);
        Underrun underrun = new Underrun(store, lock);
        Credit credit = new Credit(balances, underrun);
        return List.of(zones, new BillingFees(store, zones), new BillingNetworks(store), new ProfilePackages(store, balances),
            new CustomerBalances(store, balances, underrun), new BalanceIntervals(store, balances), new FraudPreferences(store), new FraudEvents(store),
            new TopUpCash(store, balances, credit, lock), new TopUpLogs(store), new Vouchers(store, codes),
            new TopUpVouchers(store, balances, credit, lock, codes), new ZoneCosts(store, clock));
    }
}
