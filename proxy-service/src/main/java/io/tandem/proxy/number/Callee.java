package io.tandem.proxy.number;

import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.sip.message.SipUri;

/** Who or what is called. */
public sealed interface Callee {

    /** A subscriber of this system.
     * @param rings  whose bindings ring: the subscriber's, or those of one device when its own name was dialled
     * @param dialled user part after normalisation: digits of the number, or the name */
    record Local(Subscriber subscriber, AddressOfRecord rings, String dialled) implements Callee {}

    /** An application of the app server, such as {@code vmu...@voicebox.local}. */
    record Application(SipUri uri) implements Callee {}

    /** Nobody. */
    record Unknown() implements Callee {}
}
