package io.tandem.relay;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.callback.CallbackProperties;
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

/** Relays on loopback for tests. */
final class TestRelay {
    private TestRelay() {}

    /** @param firstPort of a hundred that no other test class uses */
    static RelayNode on(int firstPort) {
        return on(firstPort, LearningProperties.DEFAULT, CallbackProperties.NONE, Duration.ofSeconds(60));
    }

    /** With one interface. */
    static RelayNode at(InetAddress host, int firstPort) {
        MediaProperties media = new MediaProperties(List.of(new MediaProperties.Interface("default", host, Optional.empty())), 184, 65_536,
                LearningMode.HEURISTIC, EngineChoice.AUTO, 1, 0, 0);
        SessionProperties session = new SessionProperties(Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO,
                Duration.ZERO, 1000);
        return new RelayNode(new ControlProperties("127.0.0.1", 0), media, new PortProperties(firstPort, firstPort + 99, Duration.ZERO), session,
                InstantSource.system());
    }

    static RelayNode on(int firstPort, LearningProperties learning, CallbackProperties callback, Duration timeout) {
        return on(firstPort, learning, callback, timeout, PlayerProperties.NONE, ClipLibrary.NONE, RecordingProperties.NONE);
    }

    static RelayNode on(int firstPort, LearningProperties learning, CallbackProperties callback, Duration timeout, PlayerProperties player,
            ClipLibrary library, RecordingProperties recording) {
        MediaProperties media = new MediaProperties(List.of(
                new MediaProperties.Interface("inside", InetAddress.ofLiteral("127.0.0.1"), Optional.empty()),
                new MediaProperties.Interface("inside", InetAddress.ofLiteral("::1"), Optional.empty()),
                new MediaProperties.Interface("outside", InetAddress.ofLiteral("127.0.0.2"), Optional.of(InetAddress.ofLiteral("198.51.100.1")))),
                184, 65_536, LearningMode.HEURISTIC, EngineChoice.EPOLL, 1, 0, 0);
        SessionProperties session = new SessionProperties(timeout, Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO, Duration.ZERO, 1000);
        return new RelayNode(new ControlProperties("127.0.0.1", 0), media, new PortProperties(firstPort, firstPort + 99, Duration.ZERO), session,
                learning, callback, LoadProperties.NONE, player, library, recording, KernelRelay.none(),
                ReplicaProperties.NONE, InstantSource.system());
    }
}
