package io.tandem.proxy.mwi;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.data.mailbox.MailboxState;

/** Voice mailboxes as the proxy sees them. Never blocks; stages complete on any thread. */
public interface Mailboxes {

    /** How many messages a subscriber has now; empty if there is no such subscriber. Fails if the database is away. */
    CompletionStage<Optional<MailboxState>> state(int subscriber);

    /** Every proxy hears of a change; this says whether it is this one that tells the phones, and whether there is something to tell. Fails if Redis is
     * away. */
    CompletionStage<Boolean> claim(Claim claim);

    /** Mailboxes that have messages, and those that phones were told of. Fails if database or Redis are away. */
    CompletionStage<Suspects> suspects();

    /** What one proxy would tell the phones of a subscriber.
     * @param state  as it was read after the change
     * @param change id in the change log
     * @param anew   the change log has lost its place: what was told counts, not at which change that was */
    record Claim(int subscriber, MailboxState state, long change, boolean anew) {}

    /** Mailboxes that may have changed while nobody heard of it.
     * @param position end of the change log before they were looked for
     * @param owners   ids of subscribers */
    record Suspects(long position, List<Integer> owners) {
        public Suspects {
            owners = List.copyOf(owners);
        }
    }
}
