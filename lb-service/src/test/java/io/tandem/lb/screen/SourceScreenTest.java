package io.tandem.lb.screen;

import java.time.Duration;
import java.util.List;

import io.tandem.lb.ban.BanReason;
import io.tandem.lb.ban.SourceKeys;
import io.tandem.net.peer.PeerAddress;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SourceScreenTest {

    private static final PeerAddress PHONE = Sources.at("192.0.2.7");
    private static final PeerAddress OTHER = Sources.at("192.0.2.8");

    private final Sources sources = new Sources();

    @Test
    void whatStaysBelowTheDensityPassesForEver() {
        for (int unit = 0; unit < 1000; unit++) {
            assertThat(sources.send(PHONE, 50)).isEqualTo(50);
            sources.passes(Sources.UNIT.multipliedBy(2));
        }
        assertThat(sources.bans.all(sources.nanos)).isEmpty();
    }

    @Test
    void aFloodIsThrottledAtOnceAndBannedAfterTheProbation() {
        assertThat(sources.send(PHONE, 500)).isEqualTo(50);
        assertThat(sources.send(PHONE)).isEqualTo(SourceVerdict.FLOODING);
        sources.passes(Duration.ofMillis(1900));
        assertThat(sources.send(PHONE)).isEqualTo(SourceVerdict.FLOODING);
        sources.passes(Duration.ofMillis(101));
        assertThat(sources.send(PHONE)).isEqualTo(SourceVerdict.BANNED);
        assertThat(sources.send(OTHER)).isEqualTo(SourceVerdict.PASS);
        assertThat(sources.bans.all(sources.nanos)).singleElement().satisfies(ban -> {
            assertThat(ban.address()).isEqualTo("192.0.2.7");
            assertThat(ban.reason()).isEqualTo(BanReason.FLOOD);
            assertThat(ban.refused()).isEqualTo(1);
        });
    }

    @Test
    void oneBurstBansTooIfNobodyInItAuthenticates() {
        sources.send(PHONE, 51);
        sources.passes(Duration.ofMillis(2001));
        assertThat(sources.send(PHONE)).isEqualTo(SourceVerdict.BANNED);
    }

    @Test
    void aBanEndsAndTheNextIsTwiceAsLong() {
        sources.send(PHONE, 51);
        sources.passes(Duration.ofMillis(2001));
        sources.passes(Duration.ofMinutes(59));
        assertThat(sources.send(PHONE)).isEqualTo(SourceVerdict.BANNED);
        sources.passes(Duration.ofMinutes(1));
        assertThat(sources.send(PHONE, 51)).isEqualTo(50);
        sources.passes(Duration.ofMillis(2001));
        sources.passes(Duration.ofMinutes(119));
        assertThat(sources.send(PHONE)).isEqualTo(SourceVerdict.BANNED);
        sources.passes(Duration.ofMinutes(1));
        assertThat(sources.send(PHONE)).isEqualTo(SourceVerdict.PASS);
    }

    @Test
    void afterAQuietDayTheFirstBanCountsNoMore() {
        sources.send(PHONE, 51);
        sources.passes(Duration.ofSeconds(3));
        sources.passes(Duration.ofHours(26));
        sources.send(PHONE, 51);
        sources.passes(Duration.ofSeconds(3));
        assertThat(sources.bans.all(sources.nanos)).singleElement().satisfies(ban -> assertThat(ban.stage()).isZero());
    }

    @Test
    void anOfficeWhosePhonesAllComeBackAtOnceIsNotBanned() {
        int phones = 300;
        int challenged = sources.send(PHONE, phones); // REGISTERs without credentials, within a moment; the rest of them is lost
        assertThat(challenged).isEqualTo(50);
        sources.passes(Duration.ofMillis(10));
        int registered = 0;
        for (int i = 0; i < challenged; i++) { // those that came in answer their challenges at once
            if (sources.sendWithCredentials(PHONE) == SourceVerdict.PASS) {
                sources.authenticates(PHONE, registered++);
            }
        }
        assertThat(registered).isEqualTo(50);
        sources.passes(Duration.ofMillis(490));
        assertThat(sources.send(PHONE, phones - registered)).isEqualTo(250); // retransmissions (RFC 3261 §17.1.2.2)
        for (int i = registered; i < phones; i++) {
            assertThat(sources.sendWithCredentials(PHONE)).isEqualTo(SourceVerdict.PASS);
            sources.authenticates(PHONE, i);
        }
        sources.passes(Duration.ofSeconds(10));
        assertThat(sources.bans.all(sources.nanos)).isEmpty();
    }

    @Test
    void credentialsThatAreWrongDoNotSaveAFlood() {
        sources.send(PHONE, 51);
        int passed = 0;
        for (int i = 0; i < 1000; i++) {
            passed += sources.sendWithCredentials(PHONE) == SourceVerdict.PASS ? 1 : 0;
        }
        assertThat(passed).isEqualTo(50);
        sources.passes(Duration.ofSeconds(2));
        assertThat(sources.sendWithCredentials(PHONE)).isEqualTo(SourceVerdict.BANNED);
    }

    @Test
    void aKnownSourceMaySendTenTimesAsMuchAndIsThrottledBeyond() {
        sources.authenticates(PHONE, 1);
        assertThat(sources.send(PHONE, 2000)).isEqualTo(500);
        sources.passes(Duration.ofSeconds(10));
        assertThat(sources.send(PHONE)).isEqualTo(SourceVerdict.PASS);
        assertThat(sources.bans.all(sources.nanos)).isEmpty();
    }

    @Test
    void aForgedFloodDoesNotBanAKnownSourceUntilItLastsAndThenShortly() {
        sources.authenticates(PHONE, 1);
        int passed = 0;
        for (int i = 0; i < 550; i++) { // 55 s at twenty times the density
            passed += sources.send(PHONE, 20);
            sources.passes(Duration.ofMillis(100));
        }
        assertThat(sources.bans.all(sources.nanos)).isEmpty();
        assertThat(passed / 11).isBetween(450, 1100); // per sampling unit, the first burst among it
        for (int i = 0; i < 200; i++) {
            sources.send(PHONE, 40);
            sources.passes(Duration.ofMillis(100));
        }
        assertThat(sources.bans.all(sources.nanos)).hasSize(1);
        sources.passes(Duration.ofSeconds(60));
        assertThat(sources.send(PHONE)).isEqualTo(SourceVerdict.PASS);
    }

    @Test
    void successesRaiseTheAllowance() {
        sources.authenticates(PHONE, 1);
        int passed = 0;
        for (int i = 0; i < 5000; i++) {
            passed += sources.send(PHONE, 2);
            sources.authenticates(PHONE, i);
        }
        assertThat(passed).isEqualTo(2500);
    }

    @Test
    void theWhitelistAndPeersAreNeverLimited() {
        DosProperties properties = Sources.properties(Duration.ZERO, List.of("192.0.2.7", "2001:db8::1"), List.of("198.51.100.0/24", "2001:db8:7::/48"));
        Sources listed = new Sources(properties, source -> source.equals(Sources.at("203.0.113.1")));
        for (String address : List.of("192.0.2.7", "2001:db8::1", "198.51.100.200", "2001:db8:7:8::9", "203.0.113.1")) {
            assertThat(listed.send(Sources.at(address), 1000)).isEqualTo(1000);
        }
        for (String address : List.of("192.0.2.9", "2001:db8:0:1::1", "198.51.101.1", "2001:db8:8::")) {
            assertThat(listed.send(Sources.at(address), 1000)).describedAs(address).isEqualTo(50);
        }
    }

    @Test
    void anIpv6NetworkIsOneSource() {
        assertThat(sources.send(Sources.at("2001:db8:1:2::1"), 30) + sources.send(Sources.at("2001:db8:1:2:ffff::2"), 30)).isEqualTo(50);
        assertThat(sources.send(Sources.at("2001:db8:1:3::1"), 30)).isEqualTo(30);
        sources.passes(Duration.ofSeconds(3));
        assertThat(sources.bans.all(sources.nanos)).singleElement().satisfies(ban -> assertThat(ban.address()).isEqualTo("2001:db8:1:2:0:0:0:0"));
    }

    @Test
    void afterTheStartEverybodyMaySendMore() {
        Sources started = new Sources(Sources.properties(Duration.ofMinutes(2), List.of(), List.of()), source -> false);
        assertThat(started.send(PHONE, 1000)).isEqualTo(500);
        started.passes(Duration.ofMinutes(3));
        assertThat(started.send(OTHER, 1000)).isEqualTo(50);
    }

    @Test
    void otherMessagesCountAnEighthAndOffencesTen() {
        int passed = 0;
        for (int i = 0; i < 1000; i++) {
            passed += sources.screen.checkOther(PHONE, sources.nanos) == SourceVerdict.PASS ? 1 : 0;
        }
        assertThat(passed).isEqualTo(400);
        for (int i = 0; i < 5; i++) {
            assertThat(sources.send(OTHER)).isEqualTo(SourceVerdict.PASS);
            sources.screen.offence(OTHER, sources.nanos);
        }
        assertThat(sources.send(OTHER)).isEqualTo(SourceVerdict.FLOODING);
    }

    @Test
    void switchedOffItStillKnowsBansByHand() {
        DosProperties on = Sources.properties(Duration.ZERO, List.of(), List.of());
        Sources off = new Sources(new DosProperties(false, 50, on.samplingTimeUnit(), on.probation(), on.banTime(), on.maxBanTime(), on.forgetAfter(),
                List.of(), List.of(), 10, on.knownFor(), on.knownProbation(), Duration.ZERO, 10, 64, 64, 64), source -> false);
        assertThat(off.send(PHONE, 10_000)).isEqualTo(10_000);
        off.bans.banForGood(new SourceKeys(64).high(PHONE), PHONE.low(), off.nanos);
        off.passes(Duration.ofDays(3650));
        assertThat(off.send(PHONE)).isEqualTo(SourceVerdict.BANNED);
    }
}
