package io.tandem.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import com.sun.management.OperatingSystemMXBean;
import io.tandem.relay.callback.CallbackProperties;
import io.tandem.relay.kernel.KernelProperties;
import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.latch.LearningProperties;
import io.tandem.relay.offload.KernelRelay;
import io.tandem.relay.pipeline.EngineChoice;
import io.tandem.relay.player.ClipLibrary;
import io.tandem.relay.player.PlayerProperties;
import io.tandem.relay.port.PortProperties;
import io.tandem.relay.record.RecordingProperties;
import io.tandem.relay.replica.ReplicaProperties;
import io.tandem.relay.session.LoadProperties;
import io.tandem.relay.session.SessionProperties;

/** One relay of a pair as a process: own address, stands by?, kernel path; then {@code flows|sessions|replicated|active|figures|stop} as lines. */
final class PairedRelay {
    static final String MARK = "= ";
    static final int NG_PORT = 12_222;

    private PairedRelay() {}

    public static void main(String[] args) throws IOException {
        KernelProperties kernel = new KernelProperties(KernelProperties.Choice.valueOf(args[2]), KernelProperties.Attach.AUTO, List.of(), 1024, false,
                Duration.ZERO, Path.of("/sys/fs/bpf/none"), false, Duration.ofSeconds(60));
        MediaProperties media = new MediaProperties(List.of(new MediaProperties.Interface("default", InetAddress.ofLiteral(PairLab.SHARED), Optional.empty())),
                184, 65_536, LearningMode.HEURISTIC, EngineChoice.EPOLL, 1, 0, 0);
        SessionProperties session = new SessionProperties(Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO,
                Duration.ZERO, 100_000);
        try (RelayNode relay = new RelayNode(new ControlProperties(args[0], NG_PORT), media, new PortProperties(30_000, 39_999, Duration.ZERO), session,
                LearningProperties.DEFAULT, CallbackProperties.NONE, LoadProperties.NONE, PlayerProperties.NONE, ClipLibrary.NONE,
                RecordingProperties.NONE,
                KernelRelay.open(kernel, media.addresses(), media.trafficClass()),
                new ReplicaProperties(true, "lab", Boolean.parseBoolean(args[1]), Optional.of(PairLab.redisUri())), InstantSource.system())) {
            System.out.println(MARK + "ready");
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String command = commands.readLine(); command != null && !command.equals("stop"); command = commands.readLine()) {
                System.out.println(MARK + answer(relay, command));
            }
        }
        System.out.println(MARK + "stopped");
    }

    private static String answer(RelayNode relay, String command) {
        return switch (command) {
            case "flows" -> Integer.toString(relay.kernelFlows());
            case "sessions" -> Integer.toString(relay.sessions());
            case "replicated" -> Boolean.toString(relay.isReplicated() && relay.portsInUse() > 0);
            case "ready" -> Boolean.toString(relay.isReplicated());
            case "active" -> {
                relay.role().becomeActive();
                yield "told";
            }
            case "figures" -> figures();
            default -> "what is " + command + "?";
        };
    }

    /** Heap after a collection in KiB, and CPU time in ms. */
    private static String figures() {
        System.gc();
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return (heap >> 10) + " " + system.getProcessCpuTime() / 1_000_000;
    }
}
