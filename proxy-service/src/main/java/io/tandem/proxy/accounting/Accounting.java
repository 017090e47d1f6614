package io.tandem.proxy.accounting;

import java.util.concurrent.CompletionStage;

/** Where call control leaves accounting records. Called on the event loop. */
@FunctionalInterface
public interface Accounting {

    /** Keeps a record.
     * @return done, on the event loop, when the record cannot be lost any more; fails if it could not be kept */
    CompletionStage<Void> keep(AccountingRecord record);
}
