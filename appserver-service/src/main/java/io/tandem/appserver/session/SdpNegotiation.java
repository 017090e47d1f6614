package io.tandem.appserver.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.appserver.media.AgreedMedia;
import io.tandem.codec.G711;
import io.tandem.sdp.Connection;
import io.tandem.sdp.Direction;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.Origin;
import io.tandem.sdp.SessionDescription;

/** Offer and answer of one call (RFC 3264): one audio stream of G.711 with telephone events, everything else refused. One thread. */
final class SdpNegotiation {
    private static final int OUR_TELEPHONE_EVENT = 101;

    /** An answer to send, and what it agrees on. */
    record Answered(SessionDescription answer, AgreedMedia media) {}

    private final InetSocketAddress local;
    private final long sessionId;
    private final Direction wish;
    private long version;

    /** @param local our RTP address
     * @param sessionId of the o= line
     * @param wish what we want to do, offered or answered as far as the other side permits */
    SdpNegotiation(InetSocketAddress local, long sessionId, Direction wish) {
        this.local = local;
        this.sessionId = sessionId;
        this.wish = wish;
        this.version = sessionId;
    }

    /** Our offer, for an INVITE without one. */
    SessionDescription offer() {
        return describe(List.of(audio("RTP/AVP", List.of(G711.PCMA, G711.PCMU), OptionalInt.of(OUR_TELEPHONE_EVENT), wish)));
    }

    /** @return empty when no stream is acceptable: 488 */
    Optional<Answered> answer(SessionDescription offer) {
        List<MediaDescription> sections = new ArrayList<>();
        Optional<AgreedMedia> agreed = Optional.empty();
        for (MediaDescription offered : offer.media()) {
            Optional<AgreedMedia> possible = agreed.isPresent() ? Optional.empty() : agree(offer, offered);
            sections.add(possible.map(media -> audio(offered.protocol(), List.of(media.law()), media.telephoneEvent(), media.direction()))
                    .orElseGet(() -> MediaDescription.of(offered.type(), 0, offered.protocol(), offered.formats())));
            agreed = agreed.or(() -> possible);
        }
        return agreed.map(media -> new Answered(describe(sections), media));
    }

    /** What the answer to our own offer agrees on. */
    Optional<AgreedMedia> accept(SessionDescription answer) {
        return answer.media().stream().flatMap(section -> agree(answer, section).stream()).findFirst();
    }

    private Optional<AgreedMedia> agree(SessionDescription theirs, MediaDescription section) {
        if (section.isRejected() || !section.type().equals("audio") || !section.protocol().startsWith("RTP/AVP")) return Optional.empty();
        Optional<G711> law = section.formats().stream().flatMap(format -> law(format).stream()).findFirst();
        Optional<Connection> connection = theirs.connectionOf(section);
        if (law.isEmpty() || connection.isEmpty()) return Optional.empty();
        Direction direction = theirs.directionOf(section).answeredWith(wish);
        if (connection.get().isUnspecified()) direction = Direction.RECVONLY;
        Direction ours = direction;
        return address(connection.get()).map(ip -> new AgreedMedia(new InetSocketAddress(ip, section.port()), law.get(), events(section), ours));
    }

    private static Optional<InetAddress> address(Connection connection) {
        try {
            return Optional.of(InetAddress.ofLiteral(connection.address()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();                // a name: the relay always shows addresses, and a loop does not resolve
        }
    }

    private static Optional<G711> law(String format) {
        return switch (format) {
            case "8" -> Optional.of(G711.PCMA);
            case "0" -> Optional.of(G711.PCMU);
            default -> Optional.empty();
        };
    }

    private static OptionalInt events(MediaDescription section) {
        return section.rtpMaps().stream()
                .filter(map -> map.encoding().toLowerCase(Locale.ROOT).equals("telephone-event") && map.clockRateHz() == G711.CLOCK_RATE_HZ)
                .mapToInt(map -> map.payloadType()).findFirst();
    }

    private MediaDescription audio(String protocol, List<G711> laws, OptionalInt events, Direction direction) {
        List<String> formats = new ArrayList<>(laws.stream().map(law -> Integer.toString(law.payloadType())).toList());
        events.ifPresent(type -> formats.add(Integer.toString(type)));
        MediaDescription audio = MediaDescription.of("audio", local.getPort(), protocol, formats);
        for (G711 law : laws) audio = audio.plusAttribute("rtpmap", law.payloadType() + " " + law.name() + "/8000");
        if (events.isPresent()) {
            audio = audio.plusAttribute("rtpmap", events.getAsInt() + " telephone-event/8000").plusAttribute("fmtp", events.getAsInt() + " 0-15");
        }
        return audio.plusAttribute("ptime", "20").withDirection(direction);
    }

    private SessionDescription describe(List<MediaDescription> sections) {
        Connection connection = Connection.of(local.getAddress());
        return SessionDescription.of(Origin.of("-", sessionId, version++, connection), "Tandem", connection).withMedia(sections);
    }
}
