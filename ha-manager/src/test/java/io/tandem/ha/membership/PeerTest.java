package io.tandem.ha.membership;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PeerTest {
    private final Peer peer = new Peer(0, 100, 5_000);

    @Test void aHeartbeatCountsOnce() {
        assertThat(peer.take(heartbeat(10, 3), 200)).isTrue();
        assertThat(peer.take(heartbeat(10, 3), 300)).isFalse();
        assertThat(peer.take(heartbeat(10, 2), 300)).isFalse();
        assertThat(peer.silentNanos(400)).isEqualTo(200);
        assertThat(peer.take(heartbeat(10, 4), 400)).isTrue();
        assertThat(peer.silentNanos(400)).isZero();
    }

    @Test void whatWasSentInAnEarlierLifeIsNeverTakenAgain() {
        peer.take(heartbeat(10, 1_000), 200);
        assertThat(peer.take(heartbeat(11, 1), 300)).isTrue();
        assertThat(peer.take(heartbeat(10, 1_001), 400)).isFalse();
    }

    @Test void aPeerWhoseClockWentBackWithItsDiskIsBelievedAfterLongSilence() {
        peer.take(heartbeat(10, 1), 200);
        assertThat(peer.take(heartbeat(9, 1), 5_000)).isFalse();
        assertThat(peer.take(heartbeat(9, 2), 5_201)).isTrue();
    }

    @Test void ownHeartbeatsThatComeBackAreNotThePeers() {
        assertThat(peer.take(new Heartbeat(0, Phase.ACTIVE, 0, 1, 10, 1, 0, 0, 2), 200)).isFalse();
        assertThat(peer.isKnown()).isFalse();
    }

    private static Heartbeat heartbeat(long boot, long sequence) { return new Heartbeat(1, Phase.STANDBY, 0, 3, boot, sequence, 0, 0, 2); }
}
