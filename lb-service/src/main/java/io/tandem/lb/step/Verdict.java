package io.tandem.lb.step;

import java.util.List;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.LbSocket;
import io.tandem.sip.message.SipMessage;

/** What becomes of a message after a step. */
public sealed interface Verdict {

    /** On to the next step. */
    Verdict NEXT = new Next();

    /** On to the next step. */
    record Next() implements Verdict {}

    /** The message ends here; nobody is told. */
    record Drop(DropReason reason) implements Verdict {}

    /** A request is answered by us; an ACK is dropped instead.
     * @param headers further headers of the answer */
    record Answer(int status, String phrase, List<SipMessage.Header> headers) implements Verdict {}

    /** The message leaves.
     * @param target     where to; a name is looked up
     * @param mayConnect whether a stream connection may be opened for it; else only an existing one will do */
    record Forward(LbSocket socket, HostPort target, boolean mayConnect) implements Verdict {}

    /** An answer without further headers. */
    static Verdict answer(int status, String phrase) {
        return new Answer(status, phrase, List.of());
    }

    static Verdict drop(DropReason reason) {
        return new Drop(reason);
    }
}
