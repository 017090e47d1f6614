package io.tandem.proxy.plan;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.number.Callee;

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

    @Override
    public String toString() {
        return type.word() + " of " + forwarder().addressOfRecord();
    }
}
