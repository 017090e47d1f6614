package io.tandem.relay.secure;

import io.tandem.relay.ice.Stun;
import io.tandem.relay.latch.Learned;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.os.Memory;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.pipeline.Packet;
import io.tandem.relay.pipeline.PacketProcessor;
import io.tandem.relay.pipeline.RelaySocket;
import org.jspecify.annotations.Nullable;

/**
 * What the relay itself talks to a party about at one of its ports: STUN goes to the ICE agent, DTLS to the association (RFC 7983), and media
 * pass only where ICE has proved the path. Media loop only.
 */
final class PartyPort implements PacketProcessor {
    private static final int DTLS_FIRST = 20;
    private static final int DTLS_LAST = 63;
    private static final int MAX_COPY = 2048;

    private final RelaySocket socket;
    private final MediaLoop loop;
    private final int component;
    private @Nullable IceParty ice;
    private @Nullable DtlsPort dtls;
    private @Nullable SrtpPort srtp;
    private @Nullable Endpoint selected;
    private long unproved;

    PartyPort(RelaySocket socket, MediaLoop loop, int component) {
        this.socket = socket;
        this.loop = loop;
        this.component = component;
    }

    RelaySocket socket() {
        return socket;
    }

    /** Packets that came or were to go before connectivity checks had proved a path, or after consent was lost. */
    long unproved() {
        return unproved;
    }

    /** From now on only proved paths count; null: SDP and learning decide again. A restart keeps the old path until there is a new one. */
    void ice(@Nullable IceParty party) {
        ice = party;
        if (party == null) {
            selected = null;
            socket.latch().forgetProved();
        }
        install();
    }

    void dtls(@Nullable DtlsPort port) {
        dtls = port;
        install();
    }

    /** Media are protected; null: they are plain. */
    void srtp(@Nullable SrtpPort port) {
        srtp = port;
        install();
    }

    @Nullable DtlsPort dtls() {
        return dtls;
    }

    @Nullable SrtpPort srtp() {
        return srtp;
    }

    private void install() {
        socket.processors().first(ice == null && dtls == null ? null : this);
        SrtpPort keys = srtp;
        socket.processors().ingress(keys == null ? null : keys.ingress());
        PacketProcessor egress = keys == null ? null : keys.egress();
        socket.processors().egress(ice == null ? egress : egress == null ? (_, _) -> isProved() : proved(egress));
    }

    private PacketProcessor proved(PacketProcessor next) {
        return (packet, port) -> isProved() && next.process(packet, port);
    }

    @Override
    public boolean process(Packet packet, RelaySocket port) {
        int first = packet.length() == 0 ? -1 : Memory.getByte(packet.address()) & 0xFF;
        IceParty agent = ice;
        if (agent != null && isStun(first, packet)) {
            if (packet.length() <= MAX_COPY) agent.receive(component, source(packet), copy(packet), packet.nowNanos());
            return false;
        }
        DtlsPort association = dtls;
        if (association != null && first >= DTLS_FIRST && first <= DTLS_LAST) {
            if (isPeer(packet) && packet.length() <= MAX_COPY) association.receive(copy(packet));
            return false;
        }
        return agent == null || isProved();
    }

    private static boolean isStun(int first, Packet packet) {
        return first >= 0 && first <= 3 && packet.length() >= 8
                && Stun.isPlausible(first, Integer.reverseBytes(Memory.getInt(packet.address() + 4)), packet.length());
    }

    private static Endpoint source(Packet packet) {
        return new Endpoint(packet.sourceHead(), packet.sourceHigh(), packet.sourceLow());
    }

    private static byte[] copy(Packet packet) {
        byte[] octets = new byte[packet.length()];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = Memory.getByte(packet.address() + i);
        }
        return octets;
    }

    private boolean isPeer(Packet packet) {
        if (ice != null) return socket.latch().isProved(packet.sourceHead(), packet.sourceHigh(), packet.sourceLow());
        return socket.latch().accepts(packet.sourceHead(), packet.sourceHigh(), packet.sourceLow(), packet.nowNanos());
    }

    /** Signalling may have pointed the latch at the address in SDP again meanwhile. */
    private boolean isProved() {
        Endpoint path = selected;
        if (path == null) {
            unproved++;
            return false;
        }
        if (socket.latch().learned() != Learned.VERIFIED) socket.latch().verify(path);
        return true;
    }

    void accept(Endpoint source) {
        socket.latch().prove(source);
    }

    void direct(Endpoint target) {
        selected = target;
        socket.latch().verify(target);
        if (dtls != null) dtls.pathIsOpen();
    }

    /** Another relay has proved the path that the latch shows. */
    void proved() {
        Endpoint path = socket.latch().target();
        selected = path;
        accept(path);
    }

    void consentLost() {
        selected = null;
    }

    boolean isBehindIce() {
        return ice != null;
    }

    /** A path to the party is known. */
    boolean hasPath() {
        return ice == null ? socket.latch().hasTarget() : selected != null;
    }

    /** Sends what the relay itself says to the party. */
    void send(Endpoint target, byte[] datagram) {
        loop.sender().sendRaw(socket, loop.sender().put(datagram), target.head(), target.high(), target.low());
    }

    /** The same to where media go; lost if that is unknown, as on the wire. */
    void send(byte[] datagram) {
        if (hasPath() && isPathCurrent()) send(socket.latch().target(), datagram);
    }

    private boolean isPathCurrent() {
        return ice == null || isProved();
    }
}
