package io.tandem.relay.sdp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.os.Endpoint;
import io.tandem.relay.rtcp.SourceTable;
import io.tandem.sdp.Connection;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.RtpMap;
import io.tandem.sdp.SessionDescription;

/** Takes from a description what the relay must know. */
public final class SdpReader {
    /** They speak of the writer's own addresses; past a relay that is no ICE agent they would lead media (RFC 8839). */
    public static final List<String> ICE_ATTRIBUTES = List.of("candidate", "ice-ufrag", "ice-pwd", "ice-options", "ice-lite", "ice-mismatch",
            "ice-pacing", "remote-candidates", "end-of-candidates");
    private static final String TELEPHONE_EVENT = "telephone-event";

    private SdpReader() {}

    /** Every media line in order.
     * @throws UnusableSdpException if an active line has no literal address: a relay must not wait for DNS */
    public static List<RemoteMedia> media(SessionDescription description) throws UnusableSdpException {
        List<RemoteMedia> media = new ArrayList<>();
        for (MediaDescription section : description.media()) {
            media.add(read(description, section));
        }
        return media;
    }

    private static RemoteMedia read(SessionDescription description, MediaDescription section) throws UnusableSdpException {
        Optional<InetAddress> host = section.isRejected() ? Optional.empty() : host(description, section);
        Optional<Endpoint> rtp = host.map(address -> Endpoint.of(address, section.port()));
        return new RemoteMedia(section.type(), section.protocol(), codec(section), section.isRejected(), rtp, rtcp(section, rtp),
                description.directionOf(section), section.attribute("rtcp-mux").isPresent(), clockRates(section), events(section),
                section.attribute("ice-ufrag").or(() -> description.attribute("ice-ufrag")).isPresent());
    }

    /** Empty for the unspecified address. */
    private static Optional<InetAddress> host(SessionDescription description, MediaDescription section) throws UnusableSdpException {
        Connection connection = description.connectionOf(section)
                .orElseThrow(() -> new UnusableSdpException("no c= line for media line " + section.lines().getFirst().value()));
        return literal(connection.address().split("/", 2)[0]).filter(address -> !address.isAnyLocalAddress());
    }

    private static Optional<Endpoint> rtcp(MediaDescription section, Optional<Endpoint> rtp) throws UnusableSdpException {
        Optional<String> attribute = section.attribute("rtcp");
        if (rtp.isEmpty() || attribute.isEmpty()) return rtp.map(e -> e.withPort(Math.min(e.port() + 1, 65535)));
        String[] words = attribute.get().strip().split(" +");
        int port = number(words[0], 65535);
        if (port < 0) throw new UnusableSdpException("a=rtcp:" + attribute.get() + " has no port");
        InetAddress host = words.length >= 4 ? literal(words[3]).orElseThrow() : rtp.get().address();
        return port == 0 || host.isAnyLocalAddress() ? Optional.empty() : Optional.of(Endpoint.of(host, port));
    }

    /** Exactly one address, never a name. */
    public static Optional<InetAddress> literal(String text) throws UnusableSdpException {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            throw new UnusableSdpException("'" + text + "' is no IP address; names are not looked up");
        }
    }

    private static String codec(MediaDescription section) {
        String format = section.formats().getFirst();
        return section.attributes("rtpmap").stream().filter(map -> map.startsWith(format + " ")).findFirst()
                .map(map -> map.substring(format.length() + 1)).orElse(format);
    }

    private static int[] events(MediaDescription section) {
        return section.rtpMaps().stream().filter(map -> map.encoding().equalsIgnoreCase(TELEPHONE_EVENT)).mapToInt(RtpMap::payloadType).toArray();
    }

    private static int[] clockRates(MediaDescription section) {
        int[] rates = SourceTable.defaultClockRates();
        for (RtpMap map : section.rtpMaps()) {
            if (map.payloadType() < rates.length && map.clockRateHz() > 0) rates[map.payloadType()] = map.clockRateHz();
        }
        return rates;
    }

    private static int number(String text, int limit) {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) return -1;
        int value = Integer.parseInt(text);
        return value <= limit ? value : -1;
    }
}
