package io.tandem.ha.election;

import io.tandem.ha.membership.Heartbeat;
import io.tandem.ha.membership.Phase;

/** What the election has done: the port to links, addresses, kernel gate and disk. Called on the election's thread; must not block but for the addresses. */
public interface Effects {
    /** @param reflected by way of the ping nodes, too */
    void send(Heartbeat heartbeat, boolean reflected);

    /** Asks the network whether somebody has the shared addresses; an answer comes as {@link Election#conflict}. */
    void probe();

    /**
     * Brings the shared addresses up, opens the gate and announces them.
     *
     * @param decidedAt when; if this process has stood still since, it must not be done
     */
    void takeOver(long epoch, long decidedAt);

    /** Keeps the gate open for {@link Timing#gateNanos} from now. @param decidedAt as above */
    void renewGate(long decidedAt);

    /** Takes the shared addresses down; with them the gate closes. */
    void yield();

    /**
     * A hand-over by order waits until no call is being set up; then {@link Election#quiet} is called.
     *
     * @param on false: it waits no longer
     */
    void drain(boolean on);

    /** Has the epoch put on disk for later use; {@link Election#reserved} when it is there. */
    void reserve(long epoch);

    /** Notes the highest known epoch on disk, when convenient. */
    void remember(long epoch);

    void changed(Phase from, Phase to, String reason);
}
