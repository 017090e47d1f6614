package io.tandem.relay.secure;

import java.util.List;

import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.stream.Leg;
import org.jspecify.annotations.Nullable;

/** Both ports of one party of a stream, and what protects them. Made on the control thread, used on the media loop only. */
final class PartyPorts {
    private final MediaLoop loop;
    private final PartyPort rtp;
    private final PartyPort rtcp;
    private final PartyState state = new PartyState(this);
    private @Nullable IceParty ice;

    PartyPorts(Leg leg) {
        loop = leg.loop();
        rtp = new PartyPort(leg.rtp(), loop, 1);
        rtcp = new PartyPort(leg.rtcp(), loop, 2);
    }

    /** For a take-over. */
    PartyState state() {
        return state;
    }

    MediaLoop loop() {
        return loop;
    }

    List<PartyPort> all() {
        return List.of(rtp, rtcp);
    }

    /** Media are plain, or end-to-end the parties' own affair. */
    void plain() {
        all().forEach(port -> {
            if (port.dtls() != null) port.dtls().close();
            port.dtls(null);
            port.srtp(null);
        });
    }

    /** One set of keys for both ports. */
    SrtpPort sdes() {
        SrtpPort known = rtp.srtp();
        if (known != null && known == rtcp.srtp()) return known;
        plain();
        SrtpPort keys = new SrtpPort();
        all().forEach(port -> port.srtp(keys));
        return keys;
    }

    /** An association, and so keys, for each port (RFC 5764 §4.1). */
    List<DtlsPort> dtls() {
        DtlsPort known = rtp.dtls();
        DtlsPort knownRtcp = rtcp.dtls();
        if (known != null && knownRtcp != null) return List.of(known, knownRtcp);
        plain();
        return all().stream().map(port -> {
            SrtpPort keys = new SrtpPort();
            DtlsPort association = new DtlsPort(port, keys, loop);
            port.srtp(keys);
            port.dtls(association);
            return association;
        }).toList();
    }

    /** Another agent, or none: an agent is for one set of credentials (RFC 8445 §9). */
    void ice(@Nullable IceParty party) {
        if (ice != null) ice.close();
        ice = party;
        all().forEach(port -> port.ice(party));
    }

    @Nullable IceParty ice() {
        return ice;
    }

    void close() {
        if (ice != null) ice.close();
        all().forEach(port -> {
            if (port.dtls() != null) port.dtls().close();
        });
    }
}
