package io.tandem.relay.session;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.port.MediaInterface;
import io.tandem.relay.port.NoFreePortException;
import io.tandem.relay.sdp.RemoteMedia;

/** One media line between two parties: a leg for each. */
final class MediaStream {
    private final MediaLoop loop;
    private final Leg[] legs;
    /** The offerer is told that RTCP is multiplexed even if the answerer does not do so. */
    private boolean muxAnyway;

    private MediaStream(MediaLoop loop, Leg first, Leg second) {
        this.loop = loop;
        this.legs = new Leg[] {first, second};
        wire();
    }

    /** Both pairs or none.
     * @param homes the interfaces of side 0 and side 1 */
    static MediaStream open(MediaInterface[] homes, MediaLoop loop, boolean isRtp, Consumer<Runnable> control) throws NoFreePortException {
        Leg first = Leg.open(homes[0], loop, isRtp);
        try {
            return new MediaStream(loop, first, Leg.open(homes[1], loop, isRtp));
        } catch (NoFreePortException e) {
            loop.close(first.sockets(), () -> control.accept(first::release));
            throw e;
        }
    }

    Leg leg(int side) {
        return legs[side];
    }

    /** An offer may be multiplexed towards either party, whatever the other one does (RFC 5761 §5.1.1). */
    void offered(int offerer, RemoteMedia remote, MediaOptions options) {
        boolean wanted = remote.rtcpMux() && !options.mux("reject");
        legs[offerer].muxOffered(wanted);
        legs[1 - offerer].muxOffered(wanted && !options.mux("demux") || options.mux("offer") || options.mux("require"));
        muxAnyway = options.mux("accept") || options.mux("demux");
    }

    /** The offer holds now, with its answer. */
    void answered(int answerer, RemoteMedia remote, MediaOptions options) {
        Leg to = legs[answerer];
        Leg from = legs[1 - answerer];
        to.muxed(to.isMuxOffered() && remote.rtcpMux() && !options.mux("reject"));
        from.muxed(from.isMuxOffered() && (to.isMuxed() || muxAnyway));
        from.commit();
        to.commit();
        wire();
    }

    private void wire() {
        legs[0].wireTo(legs[1]);
        legs[1].wireTo(legs[0]);
    }

    boolean isHeld() {
        return legs[0].remote().filter(RemoteMedia::isHeld).isPresent() || legs[1].remote().filter(RemoteMedia::isHeld).isPresent();
    }

    long lastPacketNanos() {
        return Math.max(legs[0].lastPacketNanos(), legs[1].lastPacketNanos());
    }

    /** Both pairs go back to the pool when the kernel has let go of all four ports. */
    void close(Consumer<Runnable> control) {
        List<RelaySocket> sockets = Stream.of(legs).flatMap(leg -> leg.sockets().stream()).toList();
        loop.close(sockets, () -> control.accept(() -> Stream.of(legs).forEach(Leg::release)));
    }
}
