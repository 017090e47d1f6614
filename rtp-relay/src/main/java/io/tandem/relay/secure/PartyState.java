package io.tandem.relay.secure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.latch.Learned;
import io.tandem.relay.sdes.CryptoAttribute;
import io.tandem.relay.srtp.SrtpReceiver;
import io.tandem.relay.srtp.SrtpSender;
import io.tandem.relay.srtp.SrtpState;
import org.jspecify.annotations.Nullable;

/**
 * Keys and packet indexes of one party's ports, for another relay to go on with. Keys stand first for what comes in by the RTP port, then for
 * what leaves by it, then for both ways of the RTCP port, unless both ports have the same ones (SDES). Media loop.
 */
public final class PartyState {
    /** What a shadow may be behind before its ciphers are made anew: far from where an index is guessed wrongly (RFC 3711 §3.3.1). */
    private static final long BEHIND = 1 << 14;

    private final PartyPorts ports;
    private List<@Nullable Object> told = List.of();

    PartyState(PartyPorts ports) {
        this.ports = ports;
    }

    private List<SrtpPort> keyed() {
        SrtpPort rtp = ports.all().getFirst().srtp();
        SrtpPort rtcp = ports.all().getLast().srtp();
        if (rtp == null || rtcp == null) return List.of();
        return rtp == rtcp ? List.of(rtp) : List.of(rtp, rtcp);
    }

    /** Have keys changed since the last call? */
    public boolean isRekeyed() {
        List<@Nullable Object> now = new ArrayList<>();
        for (SrtpPort port : keyed()) {
            now.add(port.receiver());
            now.add(port.sender());
        }
        boolean changed = !now.equals(told);
        told = now;
        return changed;
    }

    /** One text for each way, empty without keys. */
    public List<String> keys() {
        return ways().stream().map(way -> way.map(PartyState::text).orElse("")).toList();
    }

    private static String text(SrtpState state) {
        return new CryptoAttribute(1, state.suite(), state.keys(), state.parameters()).write(false, false);
    }

    private List<Optional<SrtpState>> ways() {
        List<Optional<SrtpState>> ways = new ArrayList<>();
        for (SrtpPort port : keyed()) {
            ways.add(Optional.ofNullable(port.receiver()).map(SrtpReceiver::state));
            ways.add(Optional.ofNullable(port.sender()).map(SrtpSender::state));
        }
        return ways;
    }

    /** Sources by SSRC, one list for each way. */
    public List<List<SrtpState.Source>> indexes() {
        return ways().stream().map(way -> way.map(SrtpState::sources).orElse(List.of())).toList();
    }

    /** @param keys of {@link #keys} */
    public void restoreKeys(List<String> keys) {
        List<SrtpPort> found = keyed();
        for (int i = 0; i < Math.min(2 * found.size(), keys.size()); i++) {
            Optional<SrtpState> state = CryptoAttribute.parse(keys.get(i)).map(CryptoAttribute::state);
            if (state.isPresent()) set(found.get(i / 2), i % 2 == 0, state.get());
        }
        ports.all().forEach(port -> Optional.ofNullable(port.dtls()).filter(_ -> Optional.ofNullable(port.srtp()).map(SrtpPort::receiver).isPresent())
                .ifPresent(DtlsPort::takenOver));
    }

    /** @param sources of {@link #indexes} */
    public void restoreIndexes(List<List<SrtpState.Source>> sources) {
        List<Optional<SrtpState>> ways = ways();
        for (int i = 0; i < Math.min(ways.size(), sources.size()); i++) {
            SrtpState now = ways.get(i).orElse(null);
            if (now == null || !isFar(now.sources(), sources.get(i))) continue;
            set(keyed().get(i / 2), i % 2 == 0, new SrtpState(now.suite(), now.keys(), now.parameters(), sources.get(i)));
        }
    }

    private static void set(SrtpPort port, boolean in, SrtpState state) {
        if (in) {
            port.receive(new SrtpReceiver(state));
        } else {
            port.send(new SrtpSender(state));
        }
    }

    private static boolean isFar(List<SrtpState.Source> here, List<SrtpState.Source> there) {
        if (here.size() != there.size()) return true;
        for (int i = 0; i < here.size(); i++) {
            SrtpState.Source known = here.get(i);
            SrtpState.Source now = there.get(i);
            if (known.ssrc() != now.ssrc() || known.sequenceShift() != now.sequenceShift() || now.index() - known.index() > BEHIND) return true;
        }
        return false;
    }

    /** Latches have been restored: paths that checks had proved stay proved. */
    public void restorePaths() {
        for (PartyPort port : ports.all()) {
            if (port.isBehindIce() && port.socket().latch().learned() == Learned.VERIFIED) port.proved();
        }
    }

    /** The loop speaks now: checks go on, handshakes that had not ended begin anew. */
    public void speak() {
        Optional.ofNullable(ports.ice()).ifPresent(IceParty::speak);
        ports.all().forEach(port -> Optional.ofNullable(port.dtls()).ifPresent(DtlsPort::speak));
    }
}
