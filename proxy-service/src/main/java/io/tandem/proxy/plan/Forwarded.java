package io.tandem.proxy.plan;

import java.util.HashSet;
import java.util.Set;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.identity.Redirection;
import io.tandem.proxy.number.Callee;
import io.tandem.sip.message.SipUri;

/** How a leg came about that nobody dialled. Immutable.
 * @param by     the leg that was to reach whoever forwards
 * @param type   why it is forwarded
 * @param cause  SIP code that stands for that (RFC 4458 §2)
 * @param number of this leg among the forwarded legs of the call, from 1 */
public record Forwarded(Attempt by, ForwardType type, int cause, int number) {

    /** Who forwards. */
    public Subscriber forwarder() {
        return by.localCallee().map(Callee.Local::subscriber).orElseThrow();
    }

    /** The forwarder's phone has sent the call here, instead of a setting. */
    public boolean isDeflected() {
        return type != ForwardType.CFU && cause == Verdict.Forward.MOVED;
    }

    /** How many forwards led here, one to the next. */
    int depth() {
        return 1 + by.forwarded().map(Forwarded::depth).orElse(0);
    }

    /** The subscriber is one of those that forwarded the call to here. */
    boolean isBy(Subscriber subscriber) {
        return forwarder().id() == subscriber.id() || by.forwarded().filter(before -> before.isBy(subscriber)).isPresent();
    }

    /** The forward as whoever is called next is told of it.
     * @param hidden its caller hides the way that it took
     * @param called who is called next */
    Redirection redirection(boolean hidden, SipUri called) {
        return new Redirection(forwarder().domain(), cause, hidden || forwarder().preferences().get(CallPreferences.CLIR), called);
    }

    /** Those of the legs before, and the caller of this one. */
    Set<Integer> partiesWith(Attempt next) {
        Set<Integer> parties = new HashSet<>(by.parties());
        parties.add(next.caller().orElseThrow().subscriber().id());
        return parties;
    }

    @Override
    public String toString() {
        return type.word() + " of " + forwarder().addressOfRecord();
    }
}
