package io.tandem.relay.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.rtp.LineTable;
import io.tandem.relay.secure.IceMedia;
import io.tandem.relay.secure.SecureMedia;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.MediaStream;
import io.tandem.relay.stream.RelayException;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a dialogue share a transport, towards either party (RFC 9143): those of a group that both have told, if the relay speaks ICE and
 * DTLS with the party and RTCP is multiplexed. Of a group that cannot be shared its first line is accepted alone, for WebRTC parties that want one
 * transport only need a group even around a single line.
 */
public final class Bundling {
    private final BundleGroup[] groups = {BundleGroup.NONE, BundleGroup.NONE};
    private final @Nullable SessionDescription[] descriptions = new @Nullable SessionDescription[2];
    /** Lines that share a transport, the one that carries the others first; by side. */
    private List<List<Integer>> shared = List.of(List.of(), List.of());
    /** Of the last offer, {@code a=bundle-only}. */
    private List<Integer> bundleOnly = List.of();
    /** The last offer of the relay had a group. */
    private boolean offered;

    /** An offer is described, and not agreed yet.
     * @param asItCame    the description before it was written out
     * @throws RelayException if it ends the line that carries others */
    public void offered(int side, SessionDescription asItCame, SessionDescription description, List<MediaExchange> exchanges) throws RelayException {
        told(side, description, exchanges);
        bundleOnly = SharedLines.bundleOnly(asItCame);
        offered = false;
        for (MediaExchange exchange : exchanges) {
            if (exchange.remote().rejected()) checkCarrier(exchange.index(), index -> !isRejected(description, index));
        }
    }

    private void told(int side, SessionDescription description, List<MediaExchange> exchanges) {
        boolean refused = exchanges.stream().anyMatch(exchange -> exchange.has("bundle-reject"));
        descriptions[side] = description;
        groups[side] = refused ? BundleGroup.NONE : BundleGroup.of(description);
    }

    private interface Goes {
        boolean on(int index);
    }

    private void checkCarrier(int ended, Goes goes) throws RelayException {
        for (List<Integer> lines : shared) {
            boolean carries = lines.size() > 1 && lines.getFirst() == ended && lines.stream().skip(1).anyMatch(goes::on);
            if (carries) throw RelayException.of("Media line " + (ended + 1) + " carries the others of its BUNDLE group and cannot end before them");
        }
    }

    private static boolean isRejected(SessionDescription description, int index) {
        return index >= description.media().size() || description.media().get(index).isRejected();
    }

    /** An answer is described, and not agreed yet: the lines are put together.
     * @param side of the answerer
     * @throws RelayException if it ends the line that carries others */
    public void answered(int side, SessionDescription description, List<MediaExchange> exchanges) throws RelayException {
        told(side, description, exchanges);
        for (MediaExchange exchange : exchanges) {
            if (exchange.remote().rejected()) checkCarrier(exchange.index(), index -> !isRejected(description, index));
        }
        List<Integer> ofAnswerer = offered ? sharing(side, exchanges) : List.of();
        List<Integer> ofOfferer = sharing(1 - side, exchanges);
        shared = side == 0 ? List.of(ofAnswerer, ofOfferer) : List.of(ofOfferer, ofAnswerer);
        join(0, exchanges);
        join(1, exchanges);
    }

    /** Lines of the group that go on and may share; a line that carries others goes on doing so. */
    private List<Integer> sharing(int side, List<MediaExchange> exchanges) {
        List<Integer> lines = new ArrayList<>();
        for (int line : groups[side].lines()) {
            exchanges.stream().filter(exchange -> exchange.index() == line && mayShare(exchange, side)).findFirst().ifPresent(_ -> lines.add(line));
        }
        if (!LineTable.canTell(table(side, lines))) return List.of();
        List<Integer> before = shared.get(side);
        if (before.size() > 1 && lines.remove(before.getFirst())) lines.addFirst(before.getFirst());
        return lines;
    }

    private static boolean mayShare(MediaExchange exchange, int side) {
        if (exchange.remote().rejected() || !exchange.remote().isRtp() || exchange.has("rtcp-mux-reject")) return false;
        Leg leg = exchange.stream().leg(side);
        boolean muxed = leg.isMuxOffered() && (side != exchange.sender() || exchange.remote().rtcpMux());
        return muxed && isProtected(exchange.stream(), side);
    }

    private static boolean isProtected(MediaStream stream, int side) {
        return stream.concern(IceMedia.class).filter(ice -> ice.isSpokenWith(side)).isPresent()
                && stream.concern(SecureMedia.class).filter(keys -> keys.handshakesWith(side)).isPresent();
    }

    private List<LineTable.Line> table(int side, List<Integer> lines) {
        SessionDescription own = descriptions[side];
        SessionDescription other = descriptions[1 - side];
        if (own == null) return List.of();
        List<MediaDescription> others = other == null ? List.of() : other.media();
        return lines.stream().map(line -> {
            MediaDescription section = own.media().get(line);
            return SharedLines.line(section, line < others.size() ? others.get(line) : section);
        }).toList();
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
                leg.carries(new LineTable(table(side, lines)), lines.stream().map(line -> leg(line, side, exchanges).orElseThrow()).toList());
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

    /** For the answer to the party that has offered: what is shared, or the first line of a group that cannot be; {@code NAME:VALUE}.
     * @param side  of the offerer
     * @param shown the answer as it gets it */
    public Optional<String> answer(int side, SessionDescription shown) {
        List<Integer> accepted = groups[side].lines().stream().filter(line -> !isRejected(shown, line)).toList();
        if (accepted.isEmpty()) return Optional.empty();
        List<Integer> lines = shared.get(side).size() > 1 ? shared.get(side).stream().filter(accepted::contains).toList() : accepted.subList(0, 1);
        return Optional.of(BundleGroup.text(lines, shown));
    }

    /** For the offer to the other party: lines that share its transport already, else those of the offerer's group that could.
     * @param side  of the offerer
     * @param shown the offer as the other party gets it */
    public Optional<String> offer(int side, SessionDescription shown, List<MediaExchange> exchanges) {
        List<Integer> sharing = shared.get(1 - side);
        List<Integer> lines = sharing.size() > 1 ? sharing.stream().filter(line -> !isRejected(shown, line)).toList()
                : groups[side].lines().stream().filter(line -> !isRejected(shown, line) && exchanges.stream()
                .anyMatch(exchange -> exchange.index() == line && isOffered(exchange.stream(), 1 - side))).toList();
        offered = !lines.isEmpty();
        return offered ? Optional.of(BundleGroup.text(lines, shown)) : Optional.empty();
    }

    private static boolean isOffered(MediaStream stream, int side) {
        return stream.leg(side).isMuxOffered() && stream.concern(IceMedia.class).filter(ice -> ice.isOfferedTo(side)).isPresent()
                && stream.concern(SecureMedia.class).filter(keys -> keys.handshakesWith(side)).isPresent();
    }
}
