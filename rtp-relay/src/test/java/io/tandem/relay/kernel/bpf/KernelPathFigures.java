package io.tandem.relay.kernel.bpf;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.tandem.relay.kernel.Flow;
import io.tandem.relay.kernel.FlowCounters;
import io.tandem.relay.kernel.KernelMedia;
import io.tandem.relay.kernel.KernelPath;
import io.tandem.relay.kernel.KernelProperties;
import io.tandem.relay.kernel.nft.NftMedia;

import static io.tandem.relay.kernel.bpf.Frames.endpoint;
import static io.tandem.relay.kernel.bpf.Frames.rtp;

/**
 * The figures of {@code bench/results/*-relay-kernel.md} that need no peer: nanoseconds of the program, microseconds of a change. Not a test:
 * run it as root in a network namespace with a device that has address 10.201.0.2, and a route to 10.201.0.0/16.
 */
final class KernelPathFigures {
    private static final int PACKETS = 1_000_000;
    private static final int CHANGES = 20_000;
    private static final long LOOP_NANOS = 7000;

    private KernelPathFigures() {}

    public static void main(String[] args) throws Exception {
        for (int others : new int[] {0, 20_000}) {
            program(others, false);
            program(others, true);
        }
        KernelProperties properties = new KernelProperties(KernelProperties.Choice.EBPF, KernelProperties.Attach.AUTO, List.of(), 65_536, false,
                Duration.ZERO, Path.of("/nowhere"), false, Duration.ofSeconds(60));
        machine();
        List<InetAddress> addresses = List.of(InetAddress.ofLiteral("10.201.0.2"));
        for (int present : new int[] {20, 2000, 10_000}) {
            try (KernelMedia media = EbpfMedia.open(properties, addresses)) {
                changes("eBPF", media, present, CHANGES);
            }
        }
        for (int present : new int[] {20, 2000, 10_000}) {
            try (KernelMedia media = NftMedia.open(properties, addresses, 184)) {
                changes("nftables", media, present, 1000);
            }
        }
    }

    /** A flow that leads to itself, so that each run of the same buffer meets it. */
    private static void program(int others, boolean ipv6) throws BpfException {
        String here = ipv6 ? "2001:db8::1" : "198.51.100.1";
        String there = ipv6 ? "2001:db8:1::5" : "203.0.113.5";
        try (LoadedProgram program = LoadedProgram.load(others + 1)) {
            for (int i = 0; i < others; i++) {
                program.insert(flow(here, 10_000 + i, there));
            }
            Flow same = new Flow(endpoint(here, 9000), endpoint(there, 4000), endpoint(there, 4000), endpoint(here, 9000), true, false, 184, 8000);
            program.insert(same);
            byte[] media = Frames.udp(same.source(), same.local(), rtp(8, 1, 160, 7, 160));
            byte[] unknown = Frames.udp(same.source(), endpoint(here, 8999), rtp(8, 1, 160, 7, 160));
            int[] relayed = new int[9];
            int[] passed = new int[9];
            for (int i = 0; i < 9; i++) {
                relayed[i] = program.run(media, PACKETS).nanosPerRun();
                passed[i] = program.run(unknown, PACKETS).nanosPerRun();
            }
            Arrays.sort(relayed);
            Arrays.sort(passed);
            print("program, IPv%s, %,d flows: relayed %d ns (min %d, max %d), passed on %d ns (min %d)", ipv6 ? "6" : "4", others + 1, relayed[4],
                    relayed[0], relayed[8], passed[4], passed[0]);
        }
    }

    private static Flow flow(String here, int port, String there) {
        return new Flow(endpoint(here, port), endpoint(there, 4000), endpoint(here, port), endpoint(there, 4002), true, false, 184, 8000);
    }

    /** What is not ours: a loop that does nothing, for as long as a change takes. */
    private static void machine() {
        long[] nanos = new long[CHANGES];
        for (int i = 0; i < CHANGES; i++) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < LOOP_NANOS) {
                Thread.onSpinWait();
            }
            nanos[i] = System.nanoTime() - start;
        }
        print("the machine", 0, "a loop of " + LOOP_NANOS / 1000 + " us", nanos);
    }

    private static void changes(String name, KernelMedia media, int present, int changes) {
        KernelPath path = media.path();
        for (int i = 0; i < present; i++) {
            path.insert(flow("10.201.0.2", 10_000 + i, "10.201.0.1")).ifPresent(why -> {
                throw new IllegalStateException(why.words());
            });
        }
        long[] nanos = new long[changes];
        for (int round = 0; round < 2; round++) { // the first is the warm-up
            for (int i = 0; i < changes; i++) {
                Flow flow = flow("10.201.0.2", 30_000 + i % 20_000, "10.201.0.1");
                long start = System.nanoTime();
                path.insert(flow);
                path.remove(flow.local());
                nanos[i] = System.nanoTime() - start;
            }
        }
        print(name, present, "insert and remove", nanos);
        FlowCounters counters = new FlowCounters();
        for (int i = 0; i < changes; i++) {
            long start = System.nanoTime();
            path.readLast(endpoint("10.201.0.2", 10_000 + i % present), counters);
            nanos[i] = System.nanoTime() - start;
        }
        print(name, present, "read", nanos);
    }

    private static void print(String name, int present, String what, long[] nanos) {
        Arrays.sort(nanos);
        print("%s, %,d flows present: %s p50 %.1f us, p99 %.1f us, max %.1f us", name, present, what, nanos[nanos.length / 2] / 1e3,
                nanos[nanos.length * 99 / 100] / 1e3, nanos[nanos.length - 1] / 1e3);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
