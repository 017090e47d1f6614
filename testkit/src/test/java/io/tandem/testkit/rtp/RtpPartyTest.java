package io.tandem.testkit.rtp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RtpPartyTest {
    private static final Duration TALK = Duration.ofMillis(1200);

    @Test void twoPartiesHearEachOther() throws InterruptedException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (RtpParty alice = RtpParty.open(loopback); RtpParty bob = RtpParty.open(loopback)) {
            sendTo(alice, bob);
            sendTo(bob, alice);
            Thread other = Thread.ofVirtual().start(() -> bob.talk(TALK, 700));
            alice.talk(TALK, 440);
            other.join();
            assertThat(alice.sent()).isEqualTo(60);
            assertThat(alice.hears(700)).isTrue();
            assertThat(alice.hears(440)).isFalse();
            assertThat(bob.hears(440)).isTrue();
            assertThat(bob.received()).isBetween(50L, 60L);
            assertThat(bob.lost()).isLessThan(10);
            assertThat(bob.meanOpinionScore()).isGreaterThan(3);
            assertThat(alice.reportsReceived() + bob.reportsReceived()).isPositive();
        }
    }

    @Test void packetsOfASecondSourceAreCountedOn() throws InterruptedException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (RtpParty bob = RtpParty.open(loopback); RtpParty first = RtpParty.open(loopback); RtpParty second = RtpParty.open(loopback)) {
            sendTo(first, bob);
            sendTo(second, bob);
            first.talk(TALK, 440);
            second.talk(TALK, 440);
            assertThat(bob.received()).isBetween(110L, 120L);
            assertThat(bob.lost()).isLessThan(10);
        }
    }

    @Test void bindsAnEvenPortAndTheNextOne() {
        try (RtpParty party = RtpParty.open(InetAddress.getLoopbackAddress())) {
            assertThat(party.local().getPort()).isEven();
            assertThat(party.hears(440)).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> party.talk(TALK, 440));
        }
    }

    private static void sendTo(RtpParty from, RtpParty to) {
        from.sendTo(to.local(), new InetSocketAddress(to.local().getAddress(), to.local().getPort() + 1));
    }
}
