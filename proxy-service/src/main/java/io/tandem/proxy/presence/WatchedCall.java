package io.tandem.proxy.presence;

import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.Parameters;
import io.tandem.sip.message.SipUri;

/** A call as one of its ends sees it. Immutable.
 * @param id         differs for each end, and tells nothing of the call
 * @param callId     of the call, as the caller's leg has it
 * @param fromTag    of the caller
 * @param toTag      of the dialog that rings; empty before
 * @param owner      the subscriber at this end
 * @param initiator  it has called
 * @param remote     the other end, as this one is shown it; its parameters are for routing
 * @param appearance place on the phones of a shared line, from 1
 * @param held       this end has put the other one on hold */
record WatchedCall(String id, String callId, String fromTag, String toTag, AddressOfRecord owner, boolean initiator, Phase phase, NameAddr remote,
                   int appearance, boolean held) {

    /** How far the call is (RFC 4235 §3.7.1). */
    enum Phase { TRYING, EARLY, CONFIRMED, TERMINATED }

    WatchedCall in(Phase reached) {
        return new WatchedCall(id, callId, fromTag, toTag, owner, initiator, reached, remote, appearance, held);
    }

    WatchedCall held(boolean hold) {
        return new WatchedCall(id, callId, fromTag, toTag, owner, initiator, phase, remote, appearance, hold);
    }

    WatchedCall ringing(String tag) {
        return new WatchedCall(id, callId, fromTag, tag, owner, initiator, Phase.EARLY, remote, appearance, held);
    }

    /** It rings here, and whoever is told of it may take it (RFC 3891). */
    boolean mayBePickedUp() {
        return phase == Phase.EARLY && !initiator && !toTag.isEmpty();
    }

    /** The other end without what is for routing only. */
    SipUri remoteUri() {
        SipUri uri = remote.uri();
        return uri.isSip() ? uri.withParameters(Parameters.NONE).withoutHeaders() : uri;
    }

    /** As shared lines call it. */
    String appearanceState() {
        return switch (phase) {
            case TRYING, EARLY -> initiator ? "progressing" : "alerting";
            case CONFIRMED -> held ? "held" : "active";
            case TERMINATED -> "idle";
        };
    }
}
