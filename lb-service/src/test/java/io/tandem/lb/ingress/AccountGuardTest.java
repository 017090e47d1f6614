package io.tandem.lb.ingress;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import io.tandem.lb.account.AccountProperties;
import io.tandem.lb.account.AccountScreen;
import io.tandem.lb.ban.BanLengths;
import io.tandem.lb.ban.SourceBans;
import io.tandem.lb.ban.SourceKeys;
import io.tandem.lb.screen.DosProperties;
import io.tandem.lb.screen.KnownSources;
import io.tandem.lb.screen.SourceScreen;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Passages;
import io.tandem.lb.step.Verdict;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Whose password was guessed too often from a source is refused from there, however he writes the account. */
class AccountGuardTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final String ATTACKER = "198.51.100.1:5060";
    private static final LbSocket SOCKET = new LbSocket(0, "udp", Protocol.UDP, new InetSocketAddress("203.0.113.1", 5060));
    private static final String REST = ", nonce=\"n\", uri=\"sip:example.org\", response=\"0\"";
    private static final String OTHER = "Digest username=\"mallory\", realm=\"example.org\"" + REST;

    private final KnownSources known = new KnownSources(new SourceKeys(64), Duration.ofHours(2), 1024, 3);
    private final SourceBans bans = new SourceBans(new BanLengths(HOUR, DAY, DAY), 1024, 3);
    private final SourceScreen sources = new SourceScreen(new DosProperties(true, 50, Duration.ofSeconds(5), Duration.ofSeconds(2), HOUR, DAY, DAY, List.of(),
            List.of(), 10, HOUR, Duration.ofMinutes(1), Duration.ZERO, 10, 64, 1024, 1024), known, bans, _ -> false, 0, 3);
    private final AccountScreen screen = new AccountScreen(new AccountProperties(true, 4, HOUR, DAY, DAY, 10, 10, Duration.ofMinutes(10),
            Duration.ofSeconds(10), 1024), Duration.ofHours(2), sources, known, bans, 0, 3);
    private final AccountGuard guard = new AccountGuard(screen);

    @BeforeEach
    void fourGuesses() {
        byte[] account = "alice@example.org".getBytes(UTF_8);
        for (int i = 0; i < 4; i++) {
            screen.report(Passages.address(ATTACKER), account, 0, account.length, 0, 0, false, 0);
        }
    }

    private Verdict check(String method, String from, String headers) {
        Passage passage = Passages.of(method + " sip:example.org SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1\r\nFrom: <sip:" + from + ">;tag=1\r\n"
                + "To: <sip:" + from + ">\r\nCall-ID: c\r\nCSeq: 1 " + method + "\r\n" + headers + "Content-Length: 0\r\n\r\n", ATTACKER, SOCKET);
        return guard.check(passage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"username=\"alice\"", "username=\"al\\ice\"", "username=\"\\a\\l\\i\\c\\e\"", "username=\t\"alice\"", "username\t=\t\"alice\"\t",
        "username=alice", "username=alice\t", "username=\"ALICE\"", "username=\"alice@example.org\"", "username=\"alice@EXAMPLE\\.org\""})
    void isRefusedHoweverHeIsWritten(String user) {
        String digest = "Digest realm=\"Example.org\", " + user + REST + "\r\n";
        assertThat(check("REGISTER", "alice@Example.org", "Authorization: " + digest)).isEqualTo(AccountGuard.TRY_AGAIN);
        assertThat(check("INVITE", "alice@example.org", "Proxy-Authorization: " + digest)).isEqualTo(AccountGuard.TRY_AGAIN);
    }

    @Test
    void otherCredentialsBesideHisDoNotHideThem() {
        String his = "Digest username=\"alice\", realm=\"example.org\"" + REST;
        assertThat(check("INVITE", "alice@example.org", "Authorization: " + OTHER + "\r\nProxy-Authorization: " + his + "\r\n"))
                .isEqualTo(AccountGuard.TRY_AGAIN);
        assertThat(check("REGISTER", "alice@example.org", "Authorization: " + OTHER + "\r\nAuthorization: " + his + "\r\n")).isEqualTo(AccountGuard.TRY_AGAIN);
        assertThat(check("REGISTER", "alice@example.org", "Authorization: Bearer x\r\nAuthorization: " + his + "\r\n")).isEqualTo(AccountGuard.TRY_AGAIN);
    }

    @Test
    void aRegisterThatClaimsToBeHisIsRefusedAndNobodyElseIs() {
        assertThat(check("REGISTER", "alice@example.org", "")).isEqualTo(AccountGuard.TRY_AGAIN);
        assertThat(check("INVITE", "alice@example.org", "")).isEqualTo(Verdict.NEXT);
        assertThat(check("REGISTER", "mallory@example.org", "Authorization: " + OTHER + "\r\n")).isEqualTo(Verdict.NEXT);
        assertThat(check("REGISTER", "alice@example.net", "")).isEqualTo(Verdict.NEXT);
    }
}
