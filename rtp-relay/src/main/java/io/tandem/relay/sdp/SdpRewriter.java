package io.tandem.relay.sdp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

import io.tandem.sdp.Connection;
import io.tandem.sdp.Direction;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;

/** Puts the relay in the place of a party: c=, ports and {@code a=rtcp} replaced, ICE and bundling removed, all else kept in order. */
public final class SdpRewriter {
    /** The relay is no ICE agent and no bundle: these would lead media past it. */
    private static final List<String> LEADING_PAST = List.of("candidate", "ice-ufrag", "ice-pwd", "ice-options", "ice-lite", "ice-mismatch",
            "ice-pacing", "remote-candidates", "end-of-candidates", "bundle-only", "rtcp", "rtcp-mux", "rtcp-mux-only");

    private final RewriteRules rules;

    public SdpRewriter(RewriteRules rules) {
        this.rules = rules;
    }

    /** @param ends one a media line
     *  @param advertised for o= and the session's c= */
    public SessionDescription rewrite(SessionDescription description, List<LocalMedia> ends, InetAddress advertised) {
        boolean allHeld = !ends.isEmpty() && ends.stream().allMatch(end -> end.hold() || end.rtpPort() == 0);
        boolean sessionConnection = description.connection().isPresent();
        SessionDescription result = session(description, advertised, allHeld);
        for (int i = 0; i < ends.size(); i++) {
            LocalMedia end = ends.get(i);
            boolean same = sessionConnection && end.address().equals(advertised) && (end.hold() == allHeld || end.rtpPort() == 0);
            MediaDescription section = media(description, description.media().get(i), end);
            boolean own = section.connection().isPresent() || !same;
            result = result.withMedia(i, own ? section.withConnection(connection(end.address(), end.hold())) : section);
        }
        return result;
    }

    private SessionDescription session(SessionDescription description, InetAddress advertised, boolean held) {
        SessionDescription result = description;
        for (String name : LEADING_PAST) {
            if (!result.attributes(name).isEmpty()) result = result.withoutAttribute(name);
        }
        if (result.attributes("group").stream().anyMatch(group -> group.startsWith("BUNDLE"))) result = result.withoutAttribute("group");
        if (result.connection().isPresent()) result = result.withConnection(connection(advertised, held));
        return rules.origin() ? result.withOrigin(result.origin().withAddress(Connection.of(advertised))) : result;
    }

    private MediaDescription media(SessionDescription description, MediaDescription section, LocalMedia end) {
        MediaDescription result = section;
        for (String name : LEADING_PAST) {
            if (!result.attributes(name).isEmpty()) result = result.withoutAttribute(name);
        }
        result = result.withPort(end.rtpPort());
        return end.rtpPort() == 0 ? result : attributes(description, result, end);
    }

    private MediaDescription attributes(SessionDescription description, MediaDescription section, LocalMedia end) {
        MediaDescription result = section;
        boolean saysDirection = result.direction().isPresent() || description.attribute("sendonly").isPresent()
                || description.attribute("recvonly").isPresent() || description.attribute("inactive").isPresent();
        if (!saysDirection && !rules.originalDirection()) result = result.withDirection(Direction.SENDRECV);
        if (end.rtcpMux()) result = result.plusAttribute("rtcp-mux", "");
        if (end.rtcpPort() == 0) return result;
        Connection full = Connection.of(end.address());
        String address = rules.fullRtcpAttribute() ? " IN " + full.addressType() + " " + full.address() : "";
        return result.plusAttribute("rtcp", end.rtcpPort() + address);
    }

    private Connection connection(InetAddress address, boolean hold) {
        if (!hold || rules.zeroAddress()) return Connection.of(address);
        return address instanceof Inet4Address ? new Connection("IP4", "0.0.0.0") : new Connection("IP6", "::");
    }
}
