package io.tandem.proxy.mwi;

import java.util.Set;

import io.tandem.data.mailbox.MailboxState;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.sip.message.SipUri;

/** Phones that have subscribed to their mailbox. Event loop only. */
public interface Watchers {
    void mailboxChanged(AddressOfRecord owner, MailboxState state);

    /** Whose mailboxes have subscriptions here: ids of subscribers. */
    Set<Integer> mailboxOwners();

    /** Has the phone at this contact subscribed here? */
    boolean isSubscribed(AddressOfRecord owner, SipUri contact);
}
