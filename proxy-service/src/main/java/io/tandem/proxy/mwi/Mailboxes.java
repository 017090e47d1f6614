package io.tandem.proxy.mwi;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.data.mailbox.MailboxState;

/** Voice mailboxes as the proxy sees them. Never blocks; stages complete on any thread. */
public interface Mailboxes {

    /** How many messages a subscriber has now; empty if there is no such subscriber. Fails if the database is away. */
    CompletionStage<Optional<MailboxState>> state(int subscriber);

    /** Every proxy hears of a change; this says whether it is this one that tells the phones. Fails if Redis is away.
     * @param change id in the change log */
    CompletionStage<Boolean> claim(long change);
}
