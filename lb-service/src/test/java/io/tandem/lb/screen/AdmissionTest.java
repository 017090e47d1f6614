package io.tandem.lb.screen;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.tandem.net.peer.PeerAddress;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AdmissionTest {

    private static final PeerAddress KNOWN = Sources.at("192.0.2.1");
    private static final PeerAddress PEER = Sources.at("203.0.113.1");
    private static final PeerAddress STRANGER = Sources.at("198.51.100.1");

    private final Sources sources = new Sources(Sources.properties(Duration.ZERO, List.of(), List.of()), PEER::equals);
    private final Admission admission = new Admission(new OverloadProperties(100, Duration.ofSeconds(4)), sources.screen, sources.nanos);

    private int admitted(PeerAddress source, int requests) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            admitted += admission.admit(source, sources.nanos) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void halfOfTheBurstIsKeptForKnownSources() {
        sources.authenticates(KNOWN, 1);
        assertThat(admitted(STRANGER, 1000)).isEqualTo(50);
        assertThat(admitted(PEER, 20)).isEqualTo(20);
        assertThat(admitted(KNOWN, 1000)).isEqualTo(30);
        sources.passes(Duration.ofMillis(100));
        assertThat(admitted(STRANGER, 1000)).isZero();
        assertThat(admitted(KNOWN, 1000)).isEqualTo(10);
        assertThat(admission.refusedStrangersCount()).isEqualTo(1950);
        assertThat(admission.refusedKnownCount()).isEqualTo(1960);
    }

    @Test
    void withoutPressureEverybodyGetsTheWholeRate() {
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            sources.passes(Duration.ofMillis(100));
            admitted += admitted(STRANGER, 9);
        }
        assertThat(admitted).isEqualTo(900);
    }

    @Test
    void whenProxiesRefuseStrangersGetLessUntilTheyRecover() {
        sources.authenticates(KNOWN, 1);
        Admission large = new Admission(new OverloadProperties(10_000, Duration.ofSeconds(4)), sources.screen, sources.nanos);
        for (int i = 0; i < 100; i++) {
            large.refusedInside();
            sources.passes(Duration.ofMillis(100));
            large.admit(STRANGER, sources.nanos);
            for (int j = 0; j < 100; j++) {
                assertThat(large.admit(KNOWN, sources.nanos)).isTrue();
            }
        }
        int slow = 0;
        for (int i = 0; i < 1000; i++) {
            slow += large.admit(STRANGER, sources.nanos) ? 1 : 0;
        }
        assertThat(slow).isLessThanOrEqualTo(100);
        for (int i = 0; i < 300; i++) {
            sources.passes(Duration.ofMillis(100));
            large.admit(STRANGER, sources.nanos);
        }
        assertThat(large.admit(STRANGER, sources.nanos)).isTrue();
    }

    @Test
    void retryAfterDiffersFromCallToCall() {
        assertThat(IntStream.range(0, 100).map(admission::retryAfterSeconds).distinct().sorted()).containsExactly(4, 5, 6);
    }
}
