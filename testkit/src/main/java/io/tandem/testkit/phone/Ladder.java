package io.tandem.testkit.phone;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Every SIP message that phones sent and received, in the order they saw them. Shared by the phones of a script; thread-safe. */
public final class Ladder {
    /** The column of the party all phones talk to. */
    public static final String SWITCH = "tandem";

    /**
     * One arrow.
     * @param from    party name: a username, or {@link #SWITCH}
     * @param summary such as {@code INVITE (SDP)} or {@code 200 OK (INVITE)}
     * @param at      unit: milliseconds
     * @param rank    place within what belongs to one CSeq number: request, provisional, CANCEL, final, ACK
     * @param text    the whole message
     */
    public record Entry(Instant at, String from, String to, String summary, String callId, long cSeq, int rank, String text) {
        private boolean isCauseOf(Entry other) {
            return callId.equals(other.callId) && cSeq == other.cSeq && rank < other.rank && (from.equals(other.to) || to.equals(other.from)
                    || from.equals(other.from));
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    /** Adds at the end, but before what it caused: a stack tells of a message after it was sent, when the answer may already be there. */
    public synchronized void add(Entry entry) {
        int place = entries.size();
        while (place > 0 && entry.isCauseOf(entries.get(place - 1))) {
            place--;
        }
        entries.add(place, entry);
    }

    /** A snapshot. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }
}
