package io.tandem.lb.account;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tandem.lb.ban.BanLengths;
import io.tandem.lb.ban.BanReason;
import io.tandem.lb.ban.SourceBans;
import io.tandem.lb.ban.SourceKeys;
import io.tandem.lb.screen.DosProperties;
import io.tandem.lb.screen.KnownSources;
import io.tandem.lb.screen.SourceScreen;
import io.tandem.net.peer.PeerAddress;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class AccountScreenTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final PeerAddress OWNER = at("192.0.2.1");
    private static final PeerAddress ATTACKER = at("198.51.100.1");
    private static final PeerAddress TRUSTED = at("203.0.113.1");

    private long nanos = -5_000_000_000L;
    private final KnownSources known = new KnownSources(new SourceKeys(64), Duration.ofHours(2), 1024, 3);
    private final SourceBans bans = new SourceBans(new BanLengths(HOUR, DAY, DAY), 1024, 3);
    private final SourceScreen sources = new SourceScreen(new DosProperties(true, 50, Duration.ofSeconds(5), Duration.ofSeconds(2), HOUR, DAY, DAY, List.of(),
            List.of(), 10, HOUR, Duration.ofMinutes(1), Duration.ZERO, 10, 64, 1024, 1024), known, bans, TRUSTED::equals, nanos, 3);
    private final AccountScreen screen = new AccountScreen(new AccountProperties(true, 4, HOUR, DAY, DAY, 10, 10, Duration.ofMinutes(10),
            Duration.ofSeconds(10), 1024), Duration.ofHours(2), sources, known, bans, nanos, 3);
    private final List<AccountScreen.Entry> told = new ArrayList<>();

    AccountScreenTest() {
        screen.listen(told::add);
    }

    private static PeerAddress at(String address) {
        return PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral(address), 5060));
    }

    private static PeerAddress number(int number) {
        return PeerAddress.of(true, 0, 0x0A00_0000L + number, 0, 5060);
    }

    private void report(PeerAddress source, String account, boolean success) {
        byte[] data = (account + "SIPp").getBytes(UTF_8);
        screen.report(source, data, 0, data.length - 4, data.length - 4, data.length, success, nanos);
    }

    /** @return how many tries with a wrong password a proxy sees */
    private int guess(PeerAddress source, String account, int tries) {
        int seen = 0;
        for (int i = 0; i < tries; i++) {
            if (!refused(source, account)) {
                report(source, account, false);
                seen++;
            }
        }
        return seen;
    }

    private boolean refused(PeerAddress source, String account) {
        int at = account.indexOf('@');
        byte[] data = account.getBytes(UTF_8);
        return screen.check(data, 0, at, at + 1, data.length, source, nanos);
    }

    private void passes(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void fourWrongPasswordsAreAnsweredByTheProxyTheFifthIsRefused() {
        assertThat(screen.isIdle(nanos)).isTrue();
        assertThat(guess(ATTACKER, "alice@example.org", 10)).isEqualTo(4);
        assertThat(screen.isIdle(nanos)).isFalse();
        assertThat(screen.refusedCount()).isEqualTo(6);
        assertThat(told).singleElement().satisfies(ban -> {
            assertThat(ban.account()).isEqualTo("alice@example.org");
            assertThat(ban.address()).isEqualTo("198.51.100.1");
            assertThat(ban.userAgent()).isEqualTo("SIPp");
            assertThat(ban.failures()).isEqualTo(4);
        });
    }

    @Test
    void theOwnerIsNotLockedOutByTheAttacker() {
        guess(ATTACKER, "alice@example.org", 10);
        assertThat(refused(OWNER, "alice@example.org")).isFalse();
        assertThat(refused(ATTACKER, "bob@example.org")).isFalse();
    }

    @Test
    void aRegisterWithoutCredentialsIsRefusedTooWhileBanned() {
        guess(ATTACKER, "alice@example.org", 4);
        byte[] from = "Alice@EXAMPLE.org".getBytes(UTF_8);
        assertThat(screen.checkClaimed(from, 0, 5, 6, from.length, ATTACKER, nanos)).isTrue();
        assertThat(screen.checkClaimed(from, 0, 5, 6, from.length, OWNER, nanos)).isFalse();
    }

    @Test
    void aUserNameWithTheDomainIsTheSameAccount() {
        guess(ATTACKER, "alice@example.org", 4);
        byte[] data = "alice@Example.Org example.org".getBytes(UTF_8);
        assertThat(screen.check(data, 0, 17, 18, data.length, ATTACKER, nanos)).isTrue();
    }

    @Test
    void aRightPasswordBeginsAnew() {
        for (int i = 0; i < 10; i++) {
            assertThat(guess(OWNER, "alice@example.org", 3)).isEqualTo(3);
            report(OWNER, "alice@example.org", true);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void bansEscalateAndAreForgottenAfterAQuietDay() {
        guess(ATTACKER, "alice@example.org", 4);
        passes(HOUR);
        assertThat(guess(ATTACKER, "alice@example.org", 9)).isEqualTo(4);
        passes(HOUR);
        assertThat(refused(ATTACKER, "alice@example.org")).isTrue();
        passes(HOUR);
        assertThat(refused(ATTACKER, "alice@example.org")).isFalse();
        passes(DAY.plus(HOUR));
        guess(ATTACKER, "alice@example.org", 4);
        passes(HOUR);
        assertThat(refused(ATTACKER, "alice@example.org")).isFalse();
        assertThat(told).extracting(AccountScreen.Entry::stage).containsExactly(0, 1, 0);
    }

    @Test
    void anOperatorLiftsTheBanOfAllSources() {
        guess(ATTACKER, "alice@example.org", 4);
        guess(OWNER, "alice@example.org", 4);
        guess(OWNER, "bob@example.org", 4);
        assertThat(screen.lift("ALICE@example.org")).isEqualTo(2);
        assertThat(refused(ATTACKER, "alice@example.org")).isFalse();
        assertThat(refused(OWNER, "alice@example.org")).isFalse();
        assertThat(refused(OWNER, "bob@example.org")).isTrue();
        assertThat(screen.lift("alice@example.org")).isZero();
    }

    @Test
    void whoFailsForManyAccountsIsBanned() {
        for (int i = 0; i < 9; i++) {
            guess(ATTACKER, "user%d@example.org".formatted(i), 2);
        }
        assertThat(bans.all(nanos)).isEmpty();
        guess(ATTACKER, "nobody@example.org", 1);
        assertThat(bans.all(nanos)).singleElement().satisfies(ban -> assertThat(ban.reason()).isEqualTo(BanReason.SPRAYING));
    }

    @Test
    void failuresOverALongTimeAreNoSpraying() {
        for (int i = 0; i < 100; i++) {
            guess(ATTACKER, "user%d@example.org".formatted(i), 1);
            passes(Duration.ofSeconds(70));
        }
        assertThat(bans.all(nanos)).isEmpty();
    }

    @Test
    void anOfficeWithMoreGoodPhonesThanBadIsNotBanned() {
        for (int i = 0; i < 30; i++) {
            report(OWNER, "phone%d@example.org".formatted(i), true);
        }
        for (int i = 0; i < 15; i++) {
            guess(OWNER, "old%d@example.org".formatted(i), 4);
        }
        assertThat(bans.all(nanos)).isEmpty();
        for (int i = 15; i < 60; i++) { // a virus among them, though
            guess(OWNER, "old%d@example.org".formatted(i), 1);
        }
        assertThat(bans.all(nanos)).hasSize(1);
    }

    @Test
    void trustedSourcesAreNotBannedForSpraying() {
        for (int i = 0; i < 100; i++) {
            guess(TRUSTED, "user%d@example.org".formatted(i), 1);
        }
        assertThat(bans.all(nanos)).isEmpty();
    }

    @Test
    void anAccountUnderAttackFromManySourcesIsSlowAndItsOwnerKeepsAccess() {
        report(OWNER, "alice@example.org", true);
        int seen = 0;
        for (int i = 0; i < 1000; i++) { // a thousand bots, a try each, within 100 s
            seen += guess(number(i), "alice@example.org", 1);
            assertThat(refused(OWNER, "alice@example.org")).isFalse();
            passes(Duration.ofMillis(100));
        }
        assertThat(seen).isBetween(15, 25);
        assertThat(screen.slowedCount()).isEqualTo(1000 - seen);
        assertThat(refused(number(7), "bob@example.org")).isFalse();
        passes(Duration.ofMinutes(11));
        assertThat(refused(number(7), "alice@example.org")).isFalse();
        assertThat(screen.isIdle(nanos)).isTrue();
    }

    @Test
    void successMakesTheSourceKnown() {
        report(OWNER, "alice@example.org", true);
        assertThat(sources.isPreferred(OWNER, nanos)).isTrue();
        assertThat(sources.isPreferred(ATTACKER, nanos)).isFalse();
        passes(Duration.ofHours(2));
        assertThat(sources.isPreferred(OWNER, nanos)).isFalse();
    }

    @Test
    void inventedAccountsCannotPushABanOut() {
        guess(ATTACKER, "alice@example.org", 4);
        for (int i = 0; i < 100_000; i++) {
            report(number(i % 5000), "invented%d@example.org".formatted(i), false);
        }
        assertThat(refused(ATTACKER, "alice@example.org")).isTrue();
    }
}
