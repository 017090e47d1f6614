package io.tandem.provisioning.billing.topup;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.billing.balance.Balances;
import io.tandem.provisioning.billing.balance.Credit;
import io.tandem.provisioning.billing.balance.TopUpLog;
import io.tandem.provisioning.billing.voucher.VoucherCode;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.subscriber.Lock;
import io.tandem.provisioning.table.Store;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code topupvouchers}: a customer gets what a voucher is worth, once. */
public final class TopUpVouchers extends TopUpResource {
    private final TopUps topUps;
    private final VoucherCode codes;

    public TopUpVouchers(Store store, Balances balances, Credit credit, Lock lock, VoucherCode codes) {
        super(Declaration.of("topupvouchers", "What a voucher is worth, for a customer", List.of(whole("subscriber_id"), whole("contract_id"),
            text("code", VoucherCode.LONGEST).required(), text("request_token"))), "voucher", store);
        this.codes = codes;
        topUps = new TopUps(store, balances, credit, lock);
    }

    private record Voucher(long id, BigDecimal amount, Optional<Long> customer, Optional<Long> packageId) {}

    @Override
    void perform(Values values, Caller caller, TopUpLog.Entry entry) {
        Beneficiary customer = Beneficiary.of(values, caller, store);
        entry.know("contract_id", customer.contract()).know("reseller_id", customer.reseller());
        Voucher voucher = locked(values.require("code"), customer);
        entry.know("voucher_id", voucher.id()).know("amount", voucher.amount());
        if (voucher.customer().filter(owner -> owner != customer.contract()).isPresent()) {
            throw ApiError.unprocessable("Voucher is reserved for a different customer.");
        }
        store.update("billing.vouchers", voucher.id(), Collections.singletonMap("used_by_subscriber_id", values.sql("subscriber_id")));
        store.execute("update billing.vouchers set used_at = current_timestamp where id = ?", voucher.id());
        topUps.perform(customer, voucher.amount(), voucher.packageId(), entry);
    }

    /** Of two who redeem it at once the second waits here, and then finds it used. */
    private Voucher locked(String code, Beneficiary customer) {
        return store.jdbc().sql("select id, amount, customer_id, package_id from billing.vouchers where reseller_id = ? and code = ? and used_at is null "
                + "and valid_until > current_timestamp for update").params(customer.reseller(), codes.encrypt(code))
            .query((row, _) -> new Voucher(row.getLong(1), row.getBigDecimal(2), Optional.ofNullable(row.getString(3)).map(Long::valueOf),
                Optional.ofNullable(row.getString(4)).map(Long::valueOf))).optional()
            .orElseThrow(() -> ApiError.unprocessable("Invalid voucher code '%s', already used or expired.".formatted(code)));
    }
}
