package io.tandem.relay.attribute;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.Connection;
import io.tandem.sdp.MediaDescription;

/** The port of RTCP (RFC 3605), and whether it shares that of RTP (RFC 5761): each leg has its own way. */
public final class RtcpAttribute implements StreamConcern {
    private static final String DTLS = "UDP/TLS/";
    private static final List<String> NAMES = List.of("rtcp", "rtcp-mux", "rtcp-mux-only");

    /** The offerer is told that RTCP is multiplexed even if the answerer does not do so. */
    private boolean muxAnyway;

    @Override
    public boolean isOfTransport() {
        return true;
    }

    /**
     * An offer may be multiplexed towards either party, whatever the other one does (RFC 5761 §5.1.1). WebRTC parties do nothing else (RFC 8834
     * §4.5), so that the relay speaks it with those whose DTLS is with the relay itself.
     */
    @Override
    public void described(MediaExchange exchange) {
        if (!exchange.offer()) return;
        boolean rejected = exchange.has("rtcp-mux-reject");
        boolean demuxed = exchange.has("rtcp-mux-demux");
        boolean wanted = exchange.remote().rtcpMux() && !rejected;
        Optional<String> profile = exchange.request().text("transport-protocol").map(text -> text.toUpperCase(Locale.ROOT));
        boolean receiverIsDtls = profile.isPresent() && profile.get().startsWith(DTLS);
        boolean senderIsDtls = exchange.section().protocol().startsWith(DTLS) && (exchange.has("recrypt") || profile.isPresent());
        exchange.from().muxOffered(wanted);
        exchange.to().muxOffered(!rejected && (wanted || receiverIsDtls || exchange.to().isMuxed()) && !demuxed || exchange.has("rtcp-mux-offer")
                || exchange.has("rtcp-mux-require"));
        muxAnyway = exchange.has("rtcp-mux-accept") || demuxed || senderIsDtls || exchange.from().isMuxed();
    }

    @Override
    public void agreed(MediaExchange exchange) {
        if (exchange.offer()) return;
        Leg answerer = exchange.from();
        Leg offerer = exchange.to();
        answerer.muxed(answerer.isMuxOffered() && exchange.remote().rtcpMux() && !exchange.has("rtcp-mux-reject"));
        offerer.muxed(offerer.isMuxOffered() && (answerer.isMuxed() || muxAnyway || offerer.isShared()));
    }

    /** A multiplexed offer still names an RTCP port, for an answerer that does not multiplex; a multiplexed answer does not. */
    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        MediaDescription result = Sections.without(section, NAMES);
        if (!exchange.remote().isRtp()) return result;
        boolean mux = exchange.offer() ? exchange.to().isMuxOffered() : exchange.to().isMuxed();
        if (mux) result = result.plusAttribute("rtcp-mux", "");
        boolean ownPort = !exchange.to().isCarried();
        boolean noPort = !ownPort || exchange.has("no-rtcp-attribute") || mux && (!exchange.offer() || exchange.has("rtcp-mux-require"));
        return noPort ? result : result.plusAttribute("rtcp", exchange.to().rtcp().local().port() + address(exchange));
    }

    private static String address(MediaExchange exchange) {
        if (!exchange.has("full-rtcp-attribute")) return "";
        InetAddress shown = exchange.options().mediaAddress().orElse(exchange.to().home().advertised());
        Connection full = Connection.of(shown);
        return " IN " + full.addressType() + " " + full.address();
    }
}
