package io.tandem.relay.latch;

import java.net.InetAddress;
import java.util.Optional;

import io.tandem.relay.os.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LatchTest {
    private static final Endpoint SDP = endpoint("192.0.2.1", 4000);
    private static final Endpoint OTHER_PORT = endpoint("192.0.2.1", 4002);
    private static final Endpoint OTHER_HOST = endpoint("198.51.100.7", 4000);
    private static final Endpoint STRANGER = endpoint("203.0.113.9", 9999);
    private static final long AFTER_WINDOW = Latch.WINDOW_NANOS + 1;

    private final Latch latch = new Latch();

    private static Endpoint endpoint(String host, int port) {
        return Endpoint.of(InetAddress.ofLiteral(host), port);
    }

    private void signalled(LearningMode mode, boolean strict, boolean handover, boolean asymmetric) {
        latch.signal(SDP, policy(mode, strict, handover, asymmetric), 0);
    }

    private static LatchPolicy policy(LearningMode mode, boolean strict, boolean handover, boolean asymmetric) {
        return new LatchPolicy(mode, strict, handover, asymmetric, false, Optional.empty());
    }

    private void signalled(LearningMode mode) {
        signalled(mode, true, false, false);
    }

    private boolean packet(Endpoint source, long nowNanos) {
        return latch.accepts(source.head(), source.high(), source.low(), nowNanos);
    }

    @Test
    void heuristicConfirmsTheSignalledAddressAtOnce() {
        signalled(LearningMode.HEURISTIC);
        assertThat(packet(SDP, 1)).isTrue();
        assertThat(latch.isConfirmed()).isTrue();
        assertThat(packet(STRANGER, 2)).isFalse();
        assertThat(latch.target()).isEqualTo(SDP);
    }

    @Test
    void heuristicPrefersTheBestMatchOfItsWindow() {
        signalled(LearningMode.HEURISTIC);
        packet(STRANGER, 1);
        assertThat(latch.target()).isEqualTo(STRANGER);
        packet(OTHER_HOST, 2);
        assertThat(latch.target()).isEqualTo(OTHER_HOST);
        packet(OTHER_PORT, 3);
        assertThat(latch.target()).isEqualTo(OTHER_PORT);
        packet(STRANGER, 4);
        assertThat(latch.target()).isEqualTo(OTHER_PORT);
        assertThat(latch.isConfirmed()).isFalse();
        packet(STRANGER, AFTER_WINDOW);
        assertThat(latch.isConfirmed()).isTrue();
        assertThat(latch.target()).isEqualTo(OTHER_PORT);
    }

    @Test
    void heuristicTakesTheFirstPacketIfItComesLate() {
        signalled(LearningMode.HEURISTIC);
        packet(STRANGER, AFTER_WINDOW);
        assertThat(latch.isConfirmed()).isTrue();
        assertThat(latch.target()).isEqualTo(STRANGER);
    }

    @Test
    void immediateTakesTheFirstPacket() {
        signalled(LearningMode.IMMEDIATE);
        assertThat(packet(STRANGER, 1)).isTrue();
        assertThat(latch.target()).isEqualTo(STRANGER);
        assertThat(packet(SDP, 2)).isFalse();
    }

    @Test
    void delayedLearnsOnlyAfterTheWindow() {
        signalled(LearningMode.DELAYED);
        assertThat(packet(STRANGER, 1)).isTrue();
        assertThat(latch.target()).isEqualTo(SDP);
        assertThat(packet(OTHER_PORT, AFTER_WINDOW)).isTrue();
        assertThat(latch.target()).isEqualTo(OTHER_PORT);
        assertThat(packet(STRANGER, AFTER_WINDOW)).isFalse();
    }

    @Test
    void offKeepsTheSignalledAddress() {
        signalled(LearningMode.OFF);
        assertThat(packet(STRANGER, AFTER_WINDOW)).isFalse();
        assertThat(packet(SDP, AFTER_WINDOW)).isTrue();
        assertThat(latch.target()).isEqualTo(SDP);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void strictSourceDecidesAboutStrangers(boolean strict) {
        signalled(LearningMode.IMMEDIATE, strict, false, false);
        packet(SDP, 1);
        assertThat(packet(STRANGER, 2)).isEqualTo(!strict);
        assertThat(latch.target()).isEqualTo(SDP);
    }

    @Test
    void mediaHandoverFollowsTheSource() {
        signalled(LearningMode.HEURISTIC, true, true, false);
        packet(SDP, 1);
        assertThat(packet(STRANGER, 2)).isTrue();
        assertThat(latch.target()).isEqualTo(STRANGER);
        assertThat(latch.changes()).isEqualTo(2);
    }

    @Test
    void asymmetricSendsToTheSignalledAddressWhateverComes() {
        signalled(LearningMode.IMMEDIATE, false, false, true);
        assertThat(packet(STRANGER, 1)).isTrue();
        assertThat(latch.target()).isEqualTo(SDP);
    }

    @Test
    void aNewAddressOpensLearningAgain() {
        signalled(LearningMode.IMMEDIATE);
        packet(SDP, 1);
        latch.signal(OTHER_HOST, policy(LearningMode.IMMEDIATE, true, false, false), 5);
        assertThat(latch.isConfirmed()).isFalse();
        assertThat(latch.target()).isEqualTo(OTHER_HOST);
        packet(STRANGER, 6);
        assertThat(latch.target()).isEqualTo(STRANGER);
    }

    @Test
    void beforeTheWindowClosesOnlyTheBestSourceIsTaken() {               // two streams must not mix
        signalled(LearningMode.HEURISTIC);
        assertThat(packet(OTHER_PORT, 1)).isTrue();
        assertThat(packet(STRANGER, 2)).isFalse();
        assertThat(packet(OTHER_HOST, 3)).isFalse();
        assertThat(packet(OTHER_PORT, 4)).isTrue();
        assertThat(latch.lastStranger()).isEqualTo(OTHER_HOST);
        assertThat(latch.learned()).isEqualTo(Learned.CANDIDATE);
    }

    @Test
    void beforeAnySignallingOnlyTheFirstSourceIsTaken() {                 // early media of a party that has not answered
        assertThat(packet(STRANGER, 1)).isTrue();
        assertThat(packet(SDP, 2)).isFalse();
        assertThat(packet(STRANGER, 3)).isTrue();
        signalled(LearningMode.HEURISTIC);
        assertThat(packet(SDP, 4)).isTrue();
        assertThat(packet(STRANGER, 5)).isFalse();
    }

    @Test
    void otherHostsThanTheSignallingOneAreRefusedIfThatIsAsked() {
        latch.signal(SDP, new LatchPolicy(LearningMode.IMMEDIATE, false, true, false, false, Optional.of(endpoint("192.0.2.1", 0))), 0);
        assertThat(packet(STRANGER, 1)).isFalse();
        assertThat(packet(OTHER_PORT, 2)).isTrue();
        assertThat(packet(STRANGER, 3)).isFalse();
        assertThat(latch.target()).isEqualTo(OTHER_PORT);
    }

    @Test
    void aPartyBehindNatIsSentNothingBeforeItsFirstPacketIfThatIsAsked() {
        latch.signal(SDP, new LatchPolicy(LearningMode.HEURISTIC, false, false, false, true, Optional.empty()), 0);
        assertThat(latch.hasTarget()).isFalse();
        packet(OTHER_PORT, 1);
        assertThat(latch.hasTarget()).isTrue();
        assertThat(latch.target()).isEqualTo(OTHER_PORT);
    }

    @Test
    void aVerifiedSourceStaysUntilAnotherIsVerified() {
        signalled(LearningMode.IMMEDIATE);
        packet(STRANGER, 1);
        latch.verify(OTHER_HOST);
        assertThat(packet(STRANGER, 2)).isFalse();
        assertThat(packet(OTHER_HOST, 3)).isTrue();
        assertThat(latch.learned()).isEqualTo(Learned.VERIFIED);
    }

    @Test
    void packetsMayComeFromEverySourceThatAConnectivityCheckHasProved() {
        latch.prove(OTHER_PORT);
        latch.verify(OTHER_HOST);
        assertThat(packet(OTHER_PORT, 1)).isTrue();
        assertThat(packet(STRANGER, 2)).isFalse();
        assertThat(latch.target()).isEqualTo(OTHER_HOST);
        latch.forgetProved();
        assertThat(packet(OTHER_PORT, 3)).isFalse();
    }

    @Test
    void nothingIsSentToAHeldParty() {
        signalled(LearningMode.IMMEDIATE);
        latch.clear();
        assertThat(packet(SDP, 1)).isTrue();
        assertThat(latch.hasTarget()).isFalse();
    }

    @Test
    void ipv6AddressesAreToldApartInEveryPart() {
        Endpoint first = endpoint("2001:db8::1", 4000);
        latch.signal(first, policy(LearningMode.HEURISTIC, true, false, false), 0);
        assertThat(packet(endpoint("2001:db8::2", 4000), 1)).isTrue();
        assertThat(latch.isConfirmed()).isFalse();
        assertThat(packet(first, 2)).isTrue();
        assertThat(latch.isConfirmed()).isTrue();
        assertThat(latch.target().toString()).isEqualTo("[2001:db8:0:0:0:0:0:1]:4000");
        assertThat(latch.target().port()).isEqualTo(4000);
    }
}
