package io.tandem.relay.offload;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.tandem.relay.kernel.KernelMedia;
import io.tandem.relay.kernel.KernelProperties;
import io.tandem.relay.kernel.KernelUnavailableException;
import io.tandem.relay.kernel.bpf.EbpfMedia;
import io.tandem.relay.kernel.bpf.RehearsedMedia;
import io.tandem.relay.kernel.nft.NftMedia;
import io.tandem.relay.pipeline.MediaLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kernel path of a whole relay: chooses it, serves all media loops. Control thread, but for figures. */
public final class KernelRelay implements AutoCloseable {
    private record Served(MediaLoop loop, Offload offload) {}

    private static final Logger LOG = LoggerFactory.getLogger(KernelRelay.class);
    private static final long CLOSE_MILLIS = 2000;
    private static final long BETWEEN_TURNS_NANOS = 1_000_000;

    private final List<Served> served = new ArrayList<>();
    private final KernelProperties properties;
    private final int trafficClass;
    private final Optional<KernelMedia> media;

    private KernelRelay(KernelProperties properties, int trafficClass, Optional<KernelMedia> media) {
        this.properties = properties;
        this.trafficClass = trafficClass;
        this.media = media;
    }

    /** Takes the best way that this host allows; says in the log which, or why none.
     * @param addresses    where media arrive
     * @param trafficClass TOS octet of what is sent
     * @throws IllegalStateException if settings demand a way that is not to be had */
    public static KernelRelay open(KernelProperties properties, List<InetAddress> addresses, int trafficClass) {
        if (isOff(properties, addresses)) return none();
        Optional<KernelMedia> media = switch (properties.path()) {
            case OFF -> Optional.empty();
            case EBPF -> Optional.of(demanded(() -> EbpfMedia.open(properties, addresses)));
            case NFTABLES -> Optional.of(demanded(() -> NftMedia.open(properties, addresses, trafficClass)));
            case AUTO -> best(properties, addresses, trafficClass);
        };
        if (media.filter(NftMedia.class::isInstance).isEmpty()) NftMedia.removeLeft();
        if (media.filter(EbpfMedia.class::isInstance).isEmpty()) EbpfMedia.removeLeft(properties, addresses);
        return new KernelRelay(properties, trafficClass, media);
    }

    /** Leaves the kernel alone: for a relay beside the one that serves calls. */
    public static KernelRelay none() {
        return new KernelRelay(KernelProperties.OFF, 0, Optional.empty());
    }

    private static boolean isOff(KernelProperties properties, List<InetAddress> addresses) {
        return properties.path() == KernelProperties.Choice.AUTO && addresses.stream().allMatch(InetAddress::isLoopbackAddress);
    }

    /** For calls that only warm up: flows go in and out as with eBPF, and no packet is taken. {@link #none} where there is no such path.
     * @param properties of the relay that will serve calls
     * @param addresses  of that one */
    public static KernelRelay rehearsal(KernelProperties properties, List<InetAddress> addresses) {
        boolean ebpf = properties.path() == KernelProperties.Choice.AUTO || properties.path() == KernelProperties.Choice.EBPF;
        if (!ebpf || isOff(properties, addresses)) return none();
        try {
            return new KernelRelay(KernelProperties.OFF, 0, Optional.of(RehearsedMedia.open()));
        } catch (KernelUnavailableException e) {
            LOG.debug("the way into the kernel is not warmed up: {}", e.getMessage());
            return none();
        }
    }

    private interface Opening {
        KernelMedia open() throws KernelUnavailableException;
    }

    private static KernelMedia demanded(Opening opening) {
        try {
            return opening.open();
        } catch (KernelUnavailableException e) {
            throw new IllegalStateException("tandem.rtp-relay.kernel.path: " + e.getMessage(), e);
        }
    }

    private static Optional<KernelMedia> best(KernelProperties properties, List<InetAddress> addresses, int trafficClass) {
        List<String> reasons = new ArrayList<>();
        for (Opening opening : List.<Opening>of(() -> EbpfMedia.open(properties, addresses),
                () -> NftMedia.open(properties, addresses, trafficClass))) {
            try {
                return Optional.of(opening.open());
            } catch (KernelUnavailableException e) {
                reasons.add(e.getMessage());
            }
        }
        LOG.warn("all media pass through user space, at several times the CPU: {}", String.join("; ", reasons));
        return Optional.empty();
    }

    /** From now on the streams of this loop may move; called before it has ports. */
    public void serve(MediaLoop loop) {
        media.ifPresent(kernel -> {
            Offload offload = new Offload(kernel.path(), loop::nanoTime, trafficClass, properties.rtcp(), check(kernel));
            served.add(new Served(loop, offload));
            loop.watch(offload);
        });
    }

    private Duration check(KernelMedia kernel) {
        Duration check = properties.check();
        return check.isZero() || check.compareTo(kernel.shortestCheck()) > 0 ? check : kernel.shortestCheck();
    }

    /** Moves streams and brings figures back. */
    public void everySecond() {
        media.ifPresent(KernelMedia::everySecond);
        served.forEach(one -> one.loop().execute(() -> {
            if (one.offload().everySecond()) goOnLater(one);
        }));
    }

    private static void goOnLater(Served one) {
        one.loop().schedule(one.loop().nanoTime() + BETWEEN_TURNS_NANOS, () -> {
            if (one.offload().goOn()) goOnLater(one);
        });
    }

    /** Streams in the kernel. Any thread. */
    public int flows() {
        return served.stream().mapToInt(one -> one.offload().flows()).sum();
    }

    /** For health and logs: the way and its devices, or {@code none}. */
    public String name() {
        return media.map(KernelMedia::name).orElse("none");
    }

    /** Before the calls end: where settings say so, their flows go on without us. */
    public void leaveFlows() {
        if (!properties.keepAtExit()) return;
        CountDownLatch left = new CountDownLatch(served.size());
        served.forEach(one -> one.loop().execute(() -> {
            one.offload().leave();
            left.countDown();
        }));
        try {
            left.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** After the loops have ended. */
    @Override
    public void close() {
        media.ifPresent(KernelMedia::close);
    }
}
