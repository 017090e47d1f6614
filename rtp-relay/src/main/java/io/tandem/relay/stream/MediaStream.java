package io.tandem.relay.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.port.MediaInterface;
import io.tandem.relay.port.NoFreePortException;
import io.tandem.relay.sdp.RemoteMedia;
import io.tandem.sdp.MediaDescription;

/** One media line between two parties: a leg for each, and the concerns of its signalling. */
public final class MediaStream {
    private final MediaLoop loop;
    private final Leg[] legs;
    private final List<StreamConcern> concerns;
    private final Echo[] echo = {Echo.OFF, Echo.OFF};
    private boolean transportOnly;

    private MediaStream(MediaLoop loop, Leg first, Leg second, List<StreamConcern> concerns) {
        this.loop = loop;
        this.legs = new Leg[] {first, second};
        this.concerns = List.copyOf(concerns);
        wire();
    }

    /** Both pairs or none.
     * @param homes    the interfaces of side 0 and side 1
     * @param concerns of this stream alone
     * @param control  runs a task on the control thread */
    public static MediaStream open(MediaInterface[] homes, MediaLoop loop, boolean isRtp, Optional<Integer> trafficClass,
            List<StreamConcern> concerns, Consumer<Runnable> control) throws NoFreePortException {
        Leg first = Leg.open(homes[0], loop, isRtp, trafficClass);
        try {
            return new MediaStream(loop, first, Leg.open(homes[1], loop, isRtp, trafficClass), concerns);
        } catch (NoFreePortException e) {
            loop.close(first.sockets(), () -> control.accept(first::release));
            throw e;
        }
    }

    public Leg leg(int side) {
        return legs[side];
    }

    /** A line came in. */
    public void described(MediaExchange exchange) throws RelayException {
        for (StreamConcern concern : concerns) {
            concern.described(as(concern, exchange));
        }
        exchange.from().propose(exchange.ofTransport().remote(), exchange.options().policy(), exchange.has("reset"));
    }

    private static MediaExchange as(StreamConcern concern, MediaExchange exchange) {
        return concern.isOfTransport() ? exchange.ofTransport() : exchange;
    }

    /** What was described takes effect. */
    public void agreed(MediaExchange exchange) {
        concerns.forEach(concern -> concern.agreed(as(concern, exchange)));
        transportOnly = exchange.isTransportOnly();
        if (!exchange.offer()) exchange.to().commit();
        exchange.from().commit();
        Stream.of(legs).forEach(Leg::freed);
        wire();
    }

    /** The line as the other party shall see it. */
    public MediaDescription shown(MediaExchange exchange) {
        MediaDescription section = exchange.section();
        for (StreamConcern concern : concerns) {
            section = concern.shown(exchange, section);
        }
        return section;
    }

    /** The transport of the line as the other party shall see it, whatever became of the line. */
    public MediaDescription shownTransport(MediaExchange exchange) {
        MediaDescription section = exchange.ofTransport().section();
        for (StreamConcern concern : concerns) {
            if (concern.isOfTransport()) section = concern.shown(exchange.ofTransport(), section);
        }
        return section;
    }

    /** What the description as a whole needs for the receiver. */
    public List<String> sessionAttributes(MediaExchange exchange) {
        return concerns.stream().flatMap(concern -> concern.sessionAttributes(exchange).stream()).toList();
    }

    /** The other party is shown the address 0.0.0.0 although the description's writer has one. */
    public boolean hidesAddress(MediaExchange exchange) {
        return concerns.stream().anyMatch(concern -> concern.hidesAddress(exchange));
    }

    /** The stream's own concern of a kind. */
    public <T extends StreamConcern> Optional<T> concern(Class<T> kind) {
        return concerns.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** What was asked for and could not be done. */
    public List<String> warnings(MediaExchange exchange) {
        return concerns.stream().map(concern -> concern.warning(exchange)).flatMap(Optional::stream).toList();
    }

    /** Where the media of one party go from now on. */
    public void echo(int side, Echo to) {
        echo[side] = to;
        wire();
    }

    private void wire() {
        for (int side = 0; side < 2; side++) {
            switch (transportOnly ? Echo.SINK : echo[side]) {
                case OFF -> legs[side].wireTo(legs[1 - side], eventTypes());
                case ECHO -> legs[side].wireTo(legs[side], eventTypes());
                case SINK -> legs[side].unwire();
            }
        }
    }

    /** A party sends with the numbers that either description may have given. */
    private int[] eventTypes() {
        return Stream.of(legs).map(Leg::remote).flatMap(Optional::stream).flatMapToInt(remote -> IntStream.of(remote.eventTypes())).distinct()
                .toArray();
    }

    public boolean isHeld() {
        return legs[0].remote().filter(RemoteMedia::isHeld).isPresent() || legs[1].remote().filter(RemoteMedia::isHeld).isPresent();
    }

    public long lastPacketNanos() {
        return Math.max(legs[0].lastPacketNanos(), legs[1].lastPacketNanos());
    }

    public MediaLoop loop() {
        return loop;
    }

    /** Both pairs go back to the pool when the kernel has let go of all four ports. */
    public void close(Consumer<Runnable> control) {
        concerns.forEach(StreamConcern::closed);
        List<RelaySocket> sockets = new ArrayList<>();
        Stream.of(legs).forEach(leg -> sockets.addAll(leg.sockets()));
        loop.close(sockets, () -> control.accept(() -> Stream.of(legs).forEach(Leg::release)));
    }
}
