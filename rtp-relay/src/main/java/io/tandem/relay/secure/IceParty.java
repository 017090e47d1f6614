package io.tandem.relay.secure;

import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;

import io.tandem.relay.ice.Candidate;
import io.tandem.relay.ice.IceAgent;
import io.tandem.relay.ice.IceCredentials;
import io.tandem.relay.ice.IceOutput;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.pipeline.MediaLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ICE agent of one party's stream with its timers and ports. Media loop only. */
final class IceParty implements IceOutput {
    private static final Logger LOG = LoggerFactory.getLogger(IceParty.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final MediaLoop loop;
    private final List<PartyPort> ports;
    private final IceAgent agent;
    private Runnable cancel = () -> {};
    private boolean closed;
    private boolean failed;

    /** @param ports of component 1, and of 2 unless RTCP is multiplexed */
    IceParty(MediaLoop loop, List<PartyPort> ports, IceCredentials local, List<Candidate> candidates, IceAgent.Mode mode) {
        this.loop = loop;
        this.ports = List.copyOf(ports);
        this.agent = new IceAgent(local, candidates, mode, this, RANDOM);
    }

    /** Does something to the agent, and what it then has to do. */
    void change(Consumer<IceAgent> change) {
        change.accept(agent);
        run();
    }

    void receive(int component, Endpoint source, byte[] datagram, long nowNanos) {
        agent.receive(component, source, datagram, nowNanos);
        run();
    }

    private void run() {
        cancel.run();
        if (closed || loop.isQuiet()) return;
        long now = loop.nanoTime();
        long wait = agent.run(now);
        if (!failed && agent.hasFailed()) {
            failed = true;
            LOG.info("no path to the party at {}: none of its candidates answers connectivity checks (RFC 8445 §8.1.2)", port(1).socket().local());
        }
        if (wait >= 0) cancel = loop.schedule(now + wait, this::run);
    }

    /** The loop speaks now: checks begin, or go on. */
    void speak() {
        run();
    }

    void close() {
        closed = true;
        cancel.run();
    }

    private PartyPort port(int component) {
        return ports.get(component - 1);
    }

    @Override
    public void send(int component, Endpoint target, byte[] datagram) {
        port(component).send(target, datagram);
    }

    @Override
    public void accept(int component, Endpoint source) {
        port(component).accept(source);
    }

    @Override
    public void direct(int component, Endpoint target) {
        port(component).direct(target);
    }

    @Override
    public void consentLost(int component) {
        LOG.info("no media from {}: the party no longer answers connectivity checks (RFC 7675)", port(component).socket().local());
        port(component).consentLost();
    }
}
