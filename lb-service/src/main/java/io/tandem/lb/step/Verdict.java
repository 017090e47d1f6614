package io.tandem.lb.step;

import java.util.HashMap;
import java.util.Map;

import io.tandem.sip.bytes.Bytes;

/** What becomes of a message after a step. Made once, as constants: none is made while a message passes. */
public sealed interface Verdict {

    /** On to the next step. */
    Verdict NEXT = new Next();
    /** The message leaves: where to stands in the passage. */
    Verdict FORWARD = new Forward();

    /** On to the next step. */
    record Next() implements Verdict {}

    /** The message leaves. */
    record Forward() implements Verdict {}

    /** The message ends here; nobody is told. */
    record Drop(DropReason reason) implements Verdict {}

    /** A request is answered by us; an ACK is dropped instead. */
    final class Answer implements Verdict {

        private static final Map<String, Answer> ALL = new HashMap<>();

        private final int number;
        private final int status;
        private final String phrase;
        private final byte[] statusLine;

        private Answer(int number, int status, String phrase) {
            this.number = number;
            this.status = status;
            this.phrase = phrase;
            this.statusLine = Bytes.ascii("SIP/2.0 " + status + ' ' + phrase + "\r\n");
        }

        /** Its place among all answers there are, for counters. */
        public int number() {
            return number;
        }

        public int status() {
            return status;
        }

        public String phrase() {
            return phrase;
        }

        /** The status line with its CRLF; not to be changed. */
        public byte[] statusLine() {
            return statusLine;
        }

        @Override
        public String toString() {
            return status + " " + phrase;
        }
    }

    /** The constant with this status and phrase. */
    static Answer answer(int status, String phrase) {
        synchronized (Answer.ALL) {
            return Answer.ALL.computeIfAbsent(status + phrase, _ -> new Answer(Answer.ALL.size(), status, phrase));
        }
    }

    /** A constant. */
    static Verdict drop(DropReason reason) {
        return new Drop(reason);
    }
}
