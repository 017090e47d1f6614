package io.tandem.proxy.mwi;

import io.tandem.data.mailbox.MailboxState;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.sip.message.SipUri;

/** Phones that have subscribed to their mailbox. Event loop only. */
public interface Watchers {
    void mailboxChanged(AddressOfRecord owner, MailboxState state);

    /** Nobody knows which mailboxes have changed: all are asked after. */
    void mailboxesUnclear();

    /** Has the phone at this contact subscribed here? */
    boolean isSubscribed(AddressOfRecord owner, SipUri contact);
}
