package io.tandem.proxy.credit;

import java.util.concurrent.CompletionStage;

import io.tandem.data.credit.CreditRequest;
import io.tandem.data.tariff.Affordable;

/** Balances of prepaid customers. Never blocks; stages complete on any thread, and fail while the database is away. Each leg that is charged has a
 * reservation of its own, which ends once: by {@link #release}, or, once the call is answered, by rating. */
public interface CreditOffice {

    /** Sets aside what the leg may cost. */
    CompletionStage<Affordable> reserve(CreditRequest request);

    /** What {@link #reserve} would say now; changes nothing. */
    CompletionStage<Affordable> look(CreditRequest request);

    /** The call is up, and outlives this process from now on. Is done later if the database is away. */
    void answered(String reservation);

    /** The leg has ended without an answer, and costs nothing. Ends this reservation and no other; of one that is gone nothing happens. Is done later if the
     * database is away. */
    void release(String reservation);
}
