package io.tandem.provisioning.billing.topup;

import java.math.BigDecimal;
import java.util.List;

import io.tandem.provisioning.billing.balance.Balances;
import io.tandem.provisioning.billing.balance.Credit;
import io.tandem.provisioning.billing.balance.TopUpLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.subscriber.Lock;
import io.tandem.provisioning.table.Store;

import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code topupcash}: some cents more for a customer. */
public final class TopUpCash extends TopUpResource {
    private static final BigDecimal MOST = BigDecimal.TEN.pow(9);

    private final TopUps topUps;

    public TopUpCash(Store store, Balances balances, Credit credit, Lock lock) {
        super(Declaration.of("topupcash", "Money for a customer", List.of(whole("subscriber_id"), whole("contract_id"), decimal("amount").required(),
            whole("package_id"), text("request_token"))).called("topupcash"), "cash", store);
        topUps = new TopUps(store, balances, credit, lock);
    }

    @Override
    void perform(Values values, Caller caller, TopUpLog.Entry entry) {
        BigDecimal amount = new BigDecimal(values.require("amount"));
        if (amount.signum() < 0 || amount.compareTo(MOST) > 0) {
            throw ApiError.invalid("amount", amount.toPlainString(), "Value must be between 0 and " + MOST);
        }
        Beneficiary customer = Beneficiary.of(values, caller, store);
        entry.know("contract_id", customer.contract()).know("reseller_id", customer.reseller());
        topUps.perform(customer, amount, values.whole("package_id"), entry);
    }
}
