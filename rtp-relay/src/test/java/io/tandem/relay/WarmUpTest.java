package io.tandem.relay;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.kernel.KernelProperties;
import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.pipeline.EngineChoice;
import io.tandem.relay.port.PortProperties;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class WarmUpTest {
    private static final MediaProperties MEDIA = new MediaProperties(List.of(new MediaProperties.Interface("default", InetAddress.ofLiteral("192.0.2.1"),
        Optional.empty())), 184, 262_144, LearningMode.HEURISTIC, EngineChoice.AUTO, 1, 1, 64);
    private static final PortProperties PORTS = new PortProperties(22_700, 22_799, Duration.ZERO);

    private static KernelProperties kernel(KernelProperties.Choice path) {
        return new KernelProperties(path, KernelProperties.Attach.AUTO, List.of(), 64, false, Duration.ZERO, Path.of("/sys/fs/bpf/tandem-warm-up-test"), false,
            Duration.ofSeconds(60));
    }

    @Test void streamsGoIntoTheKernelAndComeBack() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "eBPF takes CAP_BPF");
        try (WarmUp warmUp = new WarmUp(MEDIA, PORTS, kernel(KernelProperties.Choice.EBPF))) {
            for (int round = 0; round < 3; round++) {
                warmUp.intoKernelAndBack(round); // fails unless all are in
                Instant end = Instant.now().plusSeconds(5);
                while (warmUp.kernel().flows() > 0 && Instant.now().isBefore(end)) Thread.onSpinWait();
                assertThat(warmUp.kernel().flows()).isZero();
            }
        }
        assertThat(Path.of("/sys/fs/bpf/tandem-warm-up-test")).doesNotExist();
    }

    @Test void aRelayThatLeavesTheKernelAloneDoesSoFromTheStart() throws Exception {
        try (WarmUp warmUp = new WarmUp(MEDIA, PORTS, kernel(KernelProperties.Choice.OFF))) {
            warmUp.intoKernelAndBack(0);
            assertThat(warmUp.kernel().name()).isEqualTo("none");
        }
    }
}
