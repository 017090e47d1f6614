package io.tandem.proxy.credit;

import java.util.concurrent.CompletionStage;

import io.tandem.data.credit.CreditRequest;
import io.tandem.data.tariff.Affordable;

/** Balances of prepaid customers. Never blocks; stages complete on any thread, and fail while the database is away. */
public interface CreditOffice {

    /** Sets aside what the call may cost; rating ends that. A call that asks again replaces what it had. */
    CompletionStage<Affordable> reserve(CreditRequest request);

    /** What {@link #reserve} would say now; changes nothing. */
    CompletionStage<Affordable> look(CreditRequest request);
}
