package io.tandem.relay.bundle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.tandem.relay.attribute.HeaderExtensions;
import io.tandem.relay.attribute.MediaIdentification;
import io.tandem.relay.audio.AudioConcern;
import io.tandem.relay.rtp.LineTable;
import io.tandem.relay.sdp.RemoteMedia;
import io.tandem.relay.secure.IceMedia;
import io.tandem.relay.secure.SecureMedia;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.MediaStream;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.Direction;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a dialogue share a transport, towards either party (RFC 9143): those of a group that both have told, if the relay speaks ICE and
 * DTLS with the party and RTCP is multiplexed. Of a group that cannot be shared its first line is accepted alone, for WebRTC parties that want one
 * transport only need a group even around a single line.
 */
public final class Bundling {
    private static final LineTable.Line NO_MEDIA = new LineTable.Line("", 0, List.of(), List.of());

    private final BundleGroup[] groups = {BundleGroup.NONE, BundleGroup.NONE};
    private final @Nullable SessionDescription[] descriptions = new @Nullable SessionDescription[2];
    /** Lines that share a transport, the one that carries the others first; by side. */
    private List<List<Integer>> shared = List.of(List.of(), List.of());
    /** Of the last offer, {@code a=bundle-only}. */
    private List<Integer> bundleOnly = List.of();
    /** Lines of the group of the relay's last offer. */
    private List<Integer> offered = List.of();
    /** Lines that have ended, but whose transport others use. */
    private Set<Integer> transportOnly = Set.of();
    /** Either party's last section of each line while it was open. */
    private final List<Map<Integer, MediaDescription>> lastOpen = List.of(new HashMap<>(), new HashMap<>());
    /** What either party was last shown, by side and line. */
    private final List<Map<Integer, MediaDescription>> shownTo = List.of(new HashMap<>(), new HashMap<>());

    /** Before anything of a description takes effect.
     * @throws RelayException if it lacks a line that carries others */
    public void check(List<RemoteMedia> media) throws RelayException {
        for (List<Integer> lines : shared) {
            if (lines.size() < 2 || lines.getFirst() < media.size()) continue;
            throw RelayException.of("Media line " + (lines.getFirst() + 1) + " is missing; a line that has ended stays in the description with port 0");
        }
    }

    /** A line that has ended, but whose transport others go on using, as if it went on without media. Empty for any other line.
     * @param side        of the description's writer
     * @param description written out */
    public Optional<MediaDescription> transport(int side, int line, SessionDescription description, List<RemoteMedia> media) {
        MediaDescription last = lastOpen.get(side).get(line);
        if (last == null || !isRejected(media, line) || shared.stream().noneMatch(lines -> isUsed(line, lines, media))) return Optional.empty();
        MediaDescription silent = last.withDirection(Direction.INACTIVE);
        if (!isUsed(line, shared.get(side), media)) return Optional.of(silent);
        return shared.get(side).stream().filter(other -> !isRejected(media, other)).findFirst().map(description.media()::get)
                .map(first -> onTransportOf(first, silent));
    }

    /** It carries others of these lines. */
    private static boolean isUsed(int line, List<Integer> lines, List<RemoteMedia> media) {
        return lines.size() > 1 && lines.getFirst() == line && !lines.stream().allMatch(other -> isRejected(media, other));
    }

    /** The party now writes the transport, and its candidates that come later, to the first of the lines that are left (RFC 9143 §7.2). */
    private static MediaDescription onTransportOf(MediaDescription first, MediaDescription section) {
        MediaDescription result = SharedLines.withTransport(section, first).withPort(first.port());
        if (first.connection().isPresent()) result = result.withConnection(first.connection().get());
        Optional<String> mid = BundleGroup.mid(first);
        return mid.isPresent() ? result.withAttribute("mid", mid.get()) : result;
    }

    private static boolean isRejected(List<RemoteMedia> media, int index) {
        return index >= media.size() || media.get(index).rejected();
    }

    private static boolean isRejected(SessionDescription description, int index) {
        return index >= description.media().size() || description.media().get(index).isRejected();
    }

    /** An offer is described, and not agreed yet.
     * @param asItCame the description before it was written out */
    public void offered(int side, SessionDescription asItCame, SessionDescription description, List<MediaExchange> exchanges) {
        described(side, description);
        groups[side] = refused(exchanges) ? BundleGroup.NONE : BundleGroup.of(description);
        bundleOnly = SharedLines.bundleOnly(asItCame);
        offered = List.of();
    }

    private void described(int side, SessionDescription description) {
        descriptions[side] = description;
        for (int line = 0; line < description.media().size(); line++) {
            if (!isRejected(description, line)) lastOpen.get(side).put(line, description.media().get(line));
        }
    }

    private static boolean refused(List<MediaExchange> exchanges) {
        return exchanges.stream().anyMatch(exchange -> exchange.has("bundle-reject"));
    }

    /** An answer is described, and not agreed yet: the lines are put together.
     * @param side of the answerer
     * @throws RelayException if it accepts a group whose lines cannot share a transport */
    public void answered(int side, SessionDescription description, List<MediaExchange> exchanges) throws RelayException {
        described(side, description);
        groups[side] = BundleGroup.of(description);
        transportOnly = exchanges.stream().filter(MediaExchange::isTransportOnly).map(MediaExchange::index).collect(Collectors.toSet());
        if (refused(exchanges)) groups[1 - side] = BundleGroup.NONE;
        exchanges.stream().filter(exchange -> !exchange.remote().rejected())
                .forEach(exchange -> shownTo.get(1 - side).put(exchange.index(), shown(exchange)));
        List<Integer> ofAnswerer = sharing(side, exchanges);
        ofAnswerer.removeIf(line -> !offered.contains(line) && !transportOnly.contains(line));
        checkAccepted(description, groups[side].lines().stream().filter(offered::contains).toList(), ofAnswerer);
        List<Integer> ofOfferer = sharing(1 - side, exchanges);
        shared = side == 0 ? List.of(ofAnswerer, ofOfferer) : List.of(ofOfferer, ofAnswerer);
        join(0, exchanges);
        join(1, exchanges);
    }

    /** The section of an answer as the offerer will get it, as far as it tells lines apart. */
    private static MediaDescription shown(MediaExchange exchange) {
        MediaDescription section = exchange.section();
        for (Class<? extends StreamConcern> kind : List.of(AudioConcern.class, HeaderExtensions.class, MediaIdentification.class)) {
            MediaDescription before = section;
            section = exchange.stream().concern(kind).map(concern -> concern.shown(exchange, before)).orElse(before);
        }
        return section;
    }

    /** Who answers a group by one port sends to one, so that the lines must share it. */
    private static void checkAccepted(SessionDescription description, List<Integer> accepted, List<Integer> sharing) throws RelayException {
        List<Integer> open = accepted.stream().filter(line -> !isRejected(description, line)).toList();
        for (int line : open) {
            boolean onePort = open.stream().anyMatch(other -> other != line
                    && description.media().get(other).port() == description.media().get(line).port());
            if (onePort && !sharing.contains(line)) {
                throw RelayException.of("Media line " + (line + 1) + " was answered in a BUNDLE group, but cannot share its transport: it has no ICE,"
                        + " DTLS or RTCP multiplexing there, or its packets cannot be told apart");
            }
        }
    }

    /** Lines of the group that go on and may share; a line that carries others goes on doing so. */
    private List<Integer> sharing(int side, List<MediaExchange> exchanges) {
        List<Integer> before = shared.get(side);
        List<Integer> group = new ArrayList<>(groups[side].lines());
        boolean goesOn = before.size() > 1 && (group.remove(before.getFirst()) || transportOnly.contains(before.getFirst()));
        if (goesOn) group.addFirst(before.getFirst());
        group.removeIf(line -> exchanges.stream().noneMatch(exchange -> exchange.index() == line && mayShare(exchange, side)));
        return Telling.apart(group, line -> List.of(tellingOf(side, line), tellingTo(side, line)));
    }

    /** What the party of this side sends. */
    private Telling tellingOf(int side, int line) {
        return Telling.of(line(side, line));
    }

    /** What the relay sends to the party of this side: header extensions and sources are those that the other party writes, codecs aside. */
    private Telling tellingTo(int side, int line) {
        LineTable.Line told = line(side, line);
        if (transportOnly.contains(line)) return Telling.of(told);
        MediaDescription shown = shownTo.get(side).get(line);
        Optional<MediaDescription> writer = section(1 - side, line);
        if (shown == null || writer.isEmpty()) return Telling.of(told.payloadTypes(), false);
        LineTable.Line written = line(1 - side, line);
        boolean byMid = told.extension() != 0 && written.extension() == told.extension() && !written.mid().isEmpty()
                && BundleGroup.mid(shown).equals(Optional.of(written.mid()));
        boolean bySource = !SharedLines.sources(shown).isEmpty();
        return Telling.of(told.payloadTypes(), (byMid || bySource) && writer.get().formats().containsAll(shown.formats()));
    }

    private Optional<MediaDescription> section(int side, int line) {
        return Optional.ofNullable(descriptions[side]).map(SessionDescription::media).filter(media -> line < media.size()).map(media -> media.get(line));
    }

    private LineTable.Line line(int side, int line) {
        if (transportOnly.contains(line)) return NO_MEDIA;
        MediaDescription own = section(side, line).orElseThrow();
        return SharedLines.line(own, Optional.ofNullable(shownTo.get(side).get(line)).orElse(own));
    }

    private static boolean mayShare(MediaExchange exchange, int side) {
        RemoteMedia remote = exchange.ofTransport().remote();
        if (remote.rejected() || !remote.isRtp() || exchange.has("rtcp-mux-reject")) return false;
        Leg leg = exchange.stream().leg(side);
        boolean muxed = leg.isMuxOffered() && (side != exchange.sender() || remote.rtcpMux());
        return muxed && isProtected(exchange.stream(), side);
    }

    private static boolean isProtected(MediaStream stream, int side) {
        return stream.concern(IceMedia.class).filter(ice -> ice.isSpokenWith(side)).isPresent()
                && stream.concern(SecureMedia.class).filter(keys -> keys.handshakesWith(side)).isPresent();
    }

    private void join(int side, List<MediaExchange> exchanges) {
        List<Integer> lines = shared.get(side);
        Optional<Leg> carrier = lines.size() < 2 ? Optional.empty() : leg(lines.getFirst(), side, exchanges);
        for (MediaExchange exchange : exchanges) {
            Leg leg = exchange.stream().leg(side);
            boolean carried = carrier.isPresent() && carrier.get() != leg && lines.contains(exchange.index());
            boolean ends = !carried && exchange.remote().rejected(); // it stays closed until its ports are
            if (!ends) leg.carriedBy(carried ? carrier.get() : null);
            if (carrier.isPresent() && carrier.get() == leg) {
                leg.carries(new LineTable(lines.stream().map(line -> line(side, line)).toList()),
                        lines.stream().map(line -> leg(line, side, exchanges).orElseThrow()).toList());
            } else {
                leg.carries(null, List.of());
            }
        }
    }

    private static Optional<Leg> leg(int line, int side, List<MediaExchange> exchanges) {
        return exchanges.stream().filter(exchange -> exchange.index() == line).findFirst().map(exchange -> exchange.stream().leg(side));
    }

    /** The answered line was offered for a shared transport only, and has none. @param side of the offerer */
    public boolean isRefused(int side, int line) {
        return bundleOnly.contains(line) && !shared.get(side).contains(line);
    }

    /** The description with the transport of an ended line at the first of those lines that go on using it.
     * @param side of the party that gets it */
    public SessionDescription handedOn(int side, SessionDescription shown, List<MediaExchange> exchanges) {
        List<Integer> lines = shared.get(side);
        Optional<MediaExchange> carrier = exchanges.stream().filter(MediaExchange::isTransportOnly)
                .filter(exchange -> lines.size() > 1 && lines.getFirst() == exchange.index()).findFirst();
        Optional<Integer> heir = lines.stream().filter(line -> !isRejected(shown, line)).findFirst();
        if (carrier.isEmpty() || heir.isEmpty()) return shown;
        MediaDescription transport = carrier.get().stream().shownTransport(carrier.get());
        return shown.withMedia(heir.get(), SharedLines.withTransport(shown.media().get(heir.get()), transport));
    }

    /** For the answer to the party that has offered: what is shared, or the first line of a group that cannot be; {@code NAME:VALUE}.
     * @param side  of the offerer
     * @param shown the answer as it gets it */
    public Optional<String> answer(int side, SessionDescription shown) {
        List<Integer> accepted = groups[side].lines().stream().filter(line -> !isRejected(shown, line)).toList();
        if (accepted.isEmpty()) return Optional.empty();
        List<Integer> lines = shared.get(side).size() > 1 ? shared.get(side).stream().filter(accepted::contains).toList() : accepted.subList(0, 1);
        return Optional.of(BundleGroup.text(lines, shown));
    }

    /** For the offer to the other party: lines that share its transport already, else those of the offerer's group that could. They must be told
     * apart by payload types, for nobody knows whether it will write a mid.
     * @param side  of the offerer
     * @param shown the offer as the other party gets it */
    public Optional<String> offer(int side, SessionDescription shown, List<MediaExchange> exchanges) {
        exchanges.stream().map(MediaExchange::index).forEach(line -> shownTo.get(1 - side).put(line, shown.media().get(line)));
        List<Integer> sharing = shared.get(1 - side);
        List<Integer> could = groups[side].lines().stream().filter(line -> !isRejected(shown, line) && exchanges.stream()
                .anyMatch(exchange -> exchange.index() == line && isOffered(exchange.stream(), 1 - side))).toList();
        offered = sharing.size() > 1 ? sharing.stream().filter(line -> !isRejected(shown, line)).toList()
                : Telling.apart(could, line -> List.of(SharedLines.byTypes(shown.media().get(line))));
        return offered.isEmpty() ? Optional.empty() : Optional.of(BundleGroup.text(offered, shown));
    }

    private static boolean isOffered(MediaStream stream, int side) {
        return stream.leg(side).isMuxOffered() && stream.concern(IceMedia.class).filter(ice -> ice.isOfferedTo(side)).isPresent()
                && stream.concern(SecureMedia.class).filter(keys -> keys.handshakesWith(side)).isPresent();
    }
}
