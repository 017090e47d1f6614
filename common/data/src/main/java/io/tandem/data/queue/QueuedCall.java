package io.tandem.data.queue;

import java.util.ArrayList;
import java.util.List;

/** A call and the queue that it waits in, or may have to. Immutable.
 * @param owner  UUID of the subscriber whose queue it is
 * @param wrapUp seconds that those who take calls have for themselves after each
 * @param takers UUIDs of those who take the calls: the subscriber itself, or members of the group that it is */
public record QueuedCall(String owner, String callId, int wrapUp, List<String> takers) {
    public QueuedCall {
        takers = List.copyOf(takers);
        wrapUp = Math.clamp(wrapUp, 0, (int) QueueScript.LONGEST_WRAP_UP.toSeconds());
    }

    /** @param own of one script */
    String[] arguments(String leaseSeconds, String... own) {
        List<String> all = new ArrayList<>(List.of(owner, callId, leaseSeconds, Integer.toString(wrapUp)));
        all.addAll(List.of(own));
        all.addAll(takers);
        return all.toArray(String[]::new);
    }
}
