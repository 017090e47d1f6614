package io.tandem.sip.auth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.sip.auth.DigestVerifier.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Challenge, answer, verdict, on two nodes that share a secret. */
class DigestVerifierTest {
    private static final byte[] SECRET = "a secret of all nodes".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NO_BODY = {};
    private static final String REALM = "example.org";
    private static final String CLIENT = "192.0.2.7";

    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Nonces issuing = new Nonces(SECRET, Duration.ofMinutes(5), () -> now);
    private final Nonces checking = new Nonces(SECRET, Duration.ofMinutes(5), () -> now);
    private final DigestVerifier verifier = new DigestVerifier(checking);

    private DigestCredentials answer(DigestChallenge challenge, String password) {
        DigestChallenge read = DigestChallenge.parse(challenge.toString());
        assertThat(read).isEqualTo(challenge);
        return DigestCredentials.parse(DigestCredentials.answer(read, "alice", password, "REGISTER", "sip:127.0.0.1:5060", "cn", 1).toString());
    }

    private Verdict verify(DigestCredentials credentials) {
        return verifier.verify(credentials, REALM, CLIENT, "secret", "REGISTER", NO_BODY);
    }

    @Test
    void plainChallengeIsRealmThenNonceAndNothingElse() {
        assertThat(DigestChallenge.md5(REALM, "abc").toString()).isEqualTo("Digest realm=\"example.org\", nonce=\"abc\"");
        assertThat(DigestChallenge.md5(REALM, "abc").withStale(true).toString())
                .isEqualTo("Digest realm=\"example.org\", nonce=\"abc\", stale=true");
        assertThat(DigestChallenge.sha256(REALM, "abc").withQop(Qop.AUTH, Qop.AUTH_INT).toString())
                .isEqualTo("Digest realm=\"example.org\", nonce=\"abc\", algorithm=SHA-256, qop=\"auth,auth-int\"");
    }

    @Test
    void rightPasswordIsAcceptedOnAnyNodeWhateverTheUriOfTheClient() {
        assertThat(verify(answer(DigestChallenge.md5(REALM, issuing.issue(REALM, CLIENT)), "secret"))).isEqualTo(Verdict.ACCEPTED);
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void eachAlgorithmWithEachQop(DigestAlgorithm algorithm) {
        DigestChallenge plain = new DigestChallenge(REALM, issuing.issue(REALM, CLIENT), Optional.of("op\"aque"), false, Optional.of(algorithm),
                List.of());
        assertThat(verify(answer(plain, "secret"))).isEqualTo(Verdict.ACCEPTED);
        assertThat(verify(answer(plain.withQop(Qop.AUTH), "secret"))).isEqualTo(Verdict.ACCEPTED);
        assertThat(verify(answer(plain.withQop(Qop.AUTH_INT), "secret"))).isEqualTo(Verdict.ACCEPTED);
        assertThat(verify(answer(plain, "Secret"))).isEqualTo(Verdict.WRONG);
    }

    @Test
    void storedHashServesInsteadOfThePassword() {
        DigestCredentials credentials = answer(DigestChallenge.md5(REALM, issuing.issue(REALM, CLIENT)), "secret");
        String ha1 = DigestAlgorithm.MD5.hex("alice:example.org:secret");
        assertThat(verifier.verifyHa1(credentials, REALM, CLIENT, ha1.toUpperCase(Locale.ROOT), "REGISTER", NO_BODY))
                .isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void wrongPasswordMethodRealmOrUserIsWrong() {
        DigestCredentials credentials = answer(DigestChallenge.md5(REALM, issuing.issue(REALM, CLIENT)), "secret");
        assertThat(verify(answer(DigestChallenge.md5(REALM, issuing.issue(REALM, CLIENT)), "guess"))).isEqualTo(Verdict.WRONG);
        assertThat(verifier.verify(credentials, REALM, CLIENT, "secret", "INVITE", NO_BODY)).isEqualTo(Verdict.WRONG);
        DigestCredentials ofOtherRealm = answer(DigestChallenge.md5(REALM, issuing.issue("other.org", CLIENT)), "secret");
        assertThat(verifier.verify(ofOtherRealm, "other.org", CLIENT, "secret", "REGISTER", NO_BODY)).isEqualTo(Verdict.WRONG);
        assertThat(verifier.verifyNobody(answer(DigestChallenge.md5(REALM, issuing.issue(REALM, CLIENT)), ""), CLIENT, "REGISTER", NO_BODY))
                .isEqualTo(Verdict.WRONG);
    }

    @Test
    void nonceMayBeUsedUntilItExpiresAndIsThenStale() {
        DigestCredentials credentials = answer(DigestChallenge.md5(REALM, issuing.issue(REALM, CLIENT)), "secret");
        now = now.plus(Duration.ofMinutes(5));
        assertThat(verify(credentials)).isEqualTo(Verdict.ACCEPTED);
        now = now.plusMillis(1);
        assertThat(verify(credentials)).isEqualTo(Verdict.STALE);
    }

    @Test
    void nonceOfAnotherSecretRealmOrClientSaysNothingAboutThePassword() {
        Nonces other = new Nonces("another secret, long enough".getBytes(StandardCharsets.UTF_8), Duration.ofMinutes(5), () -> now);
        List<String> nonces = List.of(other.issue(REALM, CLIENT), issuing.issue("other.org", CLIENT), issuing.issue(REALM, "192.0.2.8"), "not base64 !");
        for (String nonce : nonces) {
            assertThat(verify(answer(DigestChallenge.md5(REALM, nonce), "secret"))).isEqualTo(Verdict.FORGED);
            assertThat(verify(answer(DigestChallenge.md5(REALM, nonce), "guess"))).isEqualTo(Verdict.FORGED);
        }
        assertThat(checking.check("", REALM, CLIENT)).isEqualTo(Nonces.Validity.FORGED);
        assertThat(issuing.issue(REALM, CLIENT)).hasSize(43).isNotEqualTo(issuing.issue(REALM, CLIENT));
    }

    @Test
    void nonceCountMayBeHeldAgainstReplays() {
        DigestVerifier strict = new DigestVerifier(checking, Optional.of(new NonceCounts(2)));
        DigestCredentials first = answer(DigestChallenge.md5(REALM, issuing.issue(REALM, CLIENT)).withQop(Qop.AUTH), "secret");
        assertThat(strict.verify(first, REALM, CLIENT, "secret", "REGISTER", NO_BODY)).isEqualTo(Verdict.ACCEPTED);
        assertThat(strict.verify(first, REALM, CLIENT, "secret", "REGISTER", NO_BODY)).isEqualTo(Verdict.REPLAYED);
        DigestCredentials withoutQop = answer(DigestChallenge.md5(REALM, issuing.issue(REALM, CLIENT)), "secret");
        assertThat(strict.verify(withoutQop, REALM, CLIENT, "secret", "REGISTER", NO_BODY)).isEqualTo(Verdict.ACCEPTED);
        assertThat(strict.verify(withoutQop, REALM, CLIENT, "secret", "REGISTER", NO_BODY)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void shortSecretIsRefused() {
        assertThatThrownBy(() -> new Nonces(new byte[15], Duration.ofMinutes(5), () -> now)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16");
    }
}
