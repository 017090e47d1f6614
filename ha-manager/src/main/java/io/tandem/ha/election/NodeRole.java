package io.tandem.ha.election;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.client.Reply;
import io.tandem.ha.client.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a single node's role and carries out what its state machine decides. Any thread. */
public final class NodeRole implements LocalRole {
    private static final Logger log = LoggerFactory.getLogger(NodeRole.class);
    private final String node;
    private final int number;
    private final EpochFile epochs;
    private final InstantSource clock;
    private SingleNode.State state = new SingleNode.Starting();
    private Instant since;

    /**
     * @param node   name of this node
     * @param number 0 or 1: its number in the pair
     */
    public NodeRole(String node, int number, EpochFile epochs, InstantSource clock) {
        this.node = node;
        this.number = number;
        this.epochs = epochs;
        this.clock = clock;
        this.since = clock.instant();
    }

    @Override public synchronized void start() throws IOException {
        if (on(new SingleNode.EpochLoaded(epochs.load(), number)) instanceof SingleNode.StoreEpoch(long epoch)) {
            epochs.store(epoch);
            on(new SingleNode.EpochStored(epoch));
        }
        log.info("{}", status());
    }

    @Override public synchronized void stop() {
        on(new SingleNode.Stop());
        log.info("{}", status());
    }

    @Override public synchronized Reply answer(Request request) {
        return switch (request.command()) {
            case STATUS       -> new Reply(true, "", status());
            case MAKE_ACTIVE  -> reply(new SingleNode.MakeActive());
            case MAKE_STANDBY -> reply(new SingleNode.MakeStandby());
            case MAINTENANCE_ON, MAINTENANCE_OFF, PROMOTE, DEMOTE -> new Reply(false, "refused: " + SingleNode.ALONE, status());
            case COMPARE, COMPARISON -> new Reply(false, NO_DATABASE, status());
        };
    }

    @Override public synchronized NodeStatus status() {
        return switch (state) {
            case SingleNode.Starting _         -> new NodeStatus(node, NodeState.TRANSITION, 0, since, "starting");
            case SingleNode.Active(long epoch) -> new NodeStatus(node, NodeState.ACTIVE, epoch, since, SingleNode.ALONE);
            case SingleNode.Stopped _          -> new NodeStatus(node, NodeState.TRANSITION, 0, since, "stopping");
        };
    }

    private Reply reply(SingleNode.Event order) {
        return switch (on(order)) {
            case SingleNode.Answer(boolean accepted, String message) -> new Reply(accepted, message, status());
            case SingleNode.StoreEpoch _, SingleNode.Nothing _       -> new Reply(true, "", status());
        };
    }

    private SingleNode.Action on(SingleNode.Event event) {
        SingleNode.Step step = SingleNode.on(state, event);
        if (!step.state().equals(state)) since = clock.instant();
        state = step.state();
        return step.action();
    }
}
