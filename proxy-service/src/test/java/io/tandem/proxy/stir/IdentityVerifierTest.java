package io.tandem.proxy.stir;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.tandem.proxy.credential.Authority;
import io.tandem.proxy.credential.CertificateTrust;
import io.tandem.proxy.credential.CredentialException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Identity headers of calls from elsewhere (RFC 8224 §6.2), with real keys. */
class IdentityVerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String FROM = "4966";
    private static final String TO = "431002";
    private final Authority authority = new Authority("Authority");
    private final Authority.Signer signer = authority.signer("Signer");
    private final Map<String, List<X509Certificate>> places = new HashMap<>(Map.of(Token.URL, List.of(signer.certificate())));

    private Verification verify(Duration freshness, String... identities) {
        IdentityVerifier verifier = new IdentityVerifier(freshness, url -> places.containsKey(url) ? CompletableFuture.completedFuture(places.get(url))
                : CompletableFuture.failedFuture(new CredentialException(CredentialException.Kind.UNREACHABLE, "nothing at " + url)),
                new CertificateTrust(List.of(authority.certificate())), Authority.notAsked(), Runnable::run);
        return verifier.verify(new IdentityVerifier.Question(List.of(identities), List.of("+" + FROM, FROM, "alice"), List.of(TO, "sip:bob@example.org"), NOW))
                .toCompletableFuture().join();
    }

    private Verification verify(String... identities) {
        return verify(Duration.ofSeconds(60), identities);
    }

    private static String told(Verification verification) {
        return switch (verification) {
            case Verification.Passed passed -> passed.verstat();
            case Verification.Refused refused -> refused.status() + " " + refused.reason();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "B", "C"})
    void aSignatureThatIsGoodPassesWithItsLevel(String level) {
        assertThat(told(verify(Token.identity(FROM, TO, level, NOW, signer)))).isEqualTo("TN-Validation-Passed-" + level);
    }

    @ParameterizedTest
    @CsvSource({"+49-66, +431002", "4966, 431002", "+4966, +43 (1) 002"})
    void numbersAreComparedByTheirDigits(String from, String to) {
        assertThat(told(verify(Token.identity(from, to, "A", NOW, signer)))).isEqualTo("TN-Validation-Passed-A");
    }

    @Test void urisAreComparedAsTheyStand() {
        String claims = Token.shaken(FROM, TO, "A", NOW).replace("\"tn\":[\"431002\"]", "\"uri\":[\"sip:bob@example.org\"]").replace("\"tn\":\"4966\"",
                "\"uri\":\"alice\"");
        assertThat(claims).doesNotContain("tn");
        assertThat(told(verify(Token.sign(Token.header("shaken", Token.URL), claims, signer) + ";info=<" + Token.URL + ">;ppt=shaken")))
                .isEqualTo("TN-Validation-Passed-A");
    }

    @Test void aCallWithoutIdentityIsAskedForOne() {
        assertThat(told(verify())).isEqualTo("428 Use Identity Header");
    }

    @Test void aHeaderInAnotherFormCountsAsNone() {
        String good = Token.identity(FROM, TO, "A", NOW, signer);
        String token = good.substring(0, good.indexOf(';'));
        for (String other : List.of(token, token + ";alg=ES256;ppt=shaken",
                ".." + token.substring(token.lastIndexOf('.') + 1) + ";info=<" + Token.URL + ">;ppt=shaken",
                "nonsense;info=<" + Token.URL + ">;ppt=shaken", good.replace("ppt=\"shaken\"", "ppt=rph"), good.replace("alg=ES256", "alg=RS256"),
                good.replace("<", "").replace(">", ""), token + ";info=<" + Token.URL + ">;ppt=\"shaken", "")) {
            assertThat(told(verify(other))).as(other).isEqualTo("428 Use Identity Header");
        }
    }

    @Test void aPlaceWithoutACertificateIsBadInfo() {
        places.clear();
        assertThat(told(verify(Token.identity(FROM, TO, "A", NOW, signer)))).isEqualTo("436 Bad Identity Info");
    }

    @Test void aHeaderThatPointsElsewhereThanItsTokenIsBadInfo() {
        places.put("https://other.example/c.pem", List.of(signer.certificate()));
        assertThat(told(verify(Token.identity(FROM, TO, "A", NOW, signer).replace("info=<" + Token.URL, "info=<https://other.example/c.pem"))))
                .isEqualTo("436 Bad Identity Info");
    }

    @Test void aCertificateThatNobodyVouchesForIsUnsupported() {
        Authority.Signer stranger = new Authority("Authority").signer("Stranger");
        places.put(Token.URL, List.of(stranger.certificate()));
        assertThat(told(verify(Token.identity(FROM, TO, "A", NOW, stranger)))).isEqualTo("437 Unsupported Credential");
    }

    @Test void aCertificateOfAnotherTimeIsUnsupported() {
        Authority.Signer old = authority.signer("Old", "secp256r1", NOW.minus(Duration.ofDays(30)), NOW.minus(Duration.ofDays(1)));
        places.put(Token.URL, List.of(old.certificate()));
        assertThat(told(verify(Token.identity(FROM, TO, "A", NOW, old)))).isEqualTo("437 Unsupported Credential");
    }

    @Test void aKeyOfAnotherCurveIsUnsupported() {
        Authority.Signer other = authority.signer("Other", "secp384r1", NOW.minusSeconds(60), NOW.plusSeconds(60));
        places.put(Token.URL, List.of(other.certificate()));
        assertThat(told(verify(Token.identity(FROM, TO, "A", NOW, signer)))).isEqualTo("437 Unsupported Credential");
    }

    @Test void theCertificateOfAnAuthorityDoesNotSignCalls() {
        places.put(Token.URL, List.of(authority.certificate()));
        assertThat(told(verify(Token.identity(FROM, TO, "A", NOW, signer)))).isEqualTo("437 Unsupported Credential");
    }

    @Test void theSignatureOfAnotherIsInvalid() {
        assertThat(told(verify(Token.identity(FROM, TO, "A", NOW, authority.signer("Other"))))).isEqualTo("438 Invalid Identity Header");
    }

    @Test void aTokenThatWasChangedIsInvalid() {
        String good = Token.identity(FROM, TO, "B", NOW, signer);
        String better = Token.identity(FROM, TO, "A", NOW, signer);
        String forged = better.substring(0, better.indexOf(';') - 86) + good.substring(good.indexOf(';') - 86);
        assertThat(told(verify(forged))).isEqualTo("438 Invalid Identity Header");
    }

    @ParameterizedTest
    @CsvSource({"4967, 431002", "4966, 431003", "alice, 431002"})
    void aTokenForAnotherCallIsInvalid(String from, String to) {
        assertThat(told(verify(Token.identity(from, to, "A", NOW, signer)))).isEqualTo("438 Invalid Identity Header");
    }

    @Test void whatIsNotAPassportIsInvalid() {
        String claims = Token.shaken(FROM, TO, "A", NOW);
        for (String wrong : List.of("[]", "{}", "{", claims + "x", claims.replace("\"A\"", "\"D\""), claims.replace("orig\"", "origin\""),
                claims.replace("\"iat\":", "\"iat\":\"x\",\"x\":"), claims.replace("[\"431002\"]", "[]"), claims.replace("[\"431002\"]", "[7]"),
                claims.replace("{\"attest\"", "{\"attest\":\"B\",\"attest\""), "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}")) {
            assertThat(told(verify(Token.sign(Token.header("shaken", Token.URL), wrong, signer) + ";info=<" + Token.URL + ">;ppt=shaken"))).as(wrong)
                    .isEqualTo("438 Invalid Identity Header");
        }
        for (String wrong : List.of("{}", Token.header("div", Token.URL), Token.header("shaken", Token.URL).replace("ES256", "none"),
                Token.header("shaken", Token.URL).replace("{", "{\"crit\":[\"x\"],"), Token.header("shaken", Token.URL).replace("x5u", "x5c"))) {
            assertThat(told(verify(Token.sign(wrong, claims, signer) + ";info=<" + Token.URL + ">;ppt=shaken"))).as(wrong)
                    .isEqualTo("438 Invalid Identity Header");
        }
    }

    @Test void aSignatureInDerIsInvalid() {
        String good = Token.identity(FROM, TO, "A", NOW, signer);
        assertThat(told(verify(good.replaceFirst("\\.[\\w-]{86};", ".MEUCIQCAAAA;")))).isEqualTo("438 Invalid Identity Header");
    }

    @ParameterizedTest
    @ValueSource(longs = {61, -61, 3600 * 24 * 365})
    void aTokenOfAnotherTimeIsStale(long secondsAgo) {
        assertThat(told(verify(Token.identity(FROM, TO, "A", NOW.minusSeconds(secondsAgo), signer)))).isEqualTo("403 Stale Date");
    }

    @Test void freshnessCanBeSwitchedOffAndCertificatesMustHaveBeenValidThen() {
        Instant then = NOW.minus(Duration.ofDays(2000));
        Authority.Signer old = authority.signer("Old", "secp256r1", then.minusSeconds(60), then.plusSeconds(60));
        Authority.Signer later = authority.signer("Later", "secp256r1", NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1)));
        places.put(Token.URL, List.of(later.certificate()));
        assertThat(told(verify(Duration.ZERO, Token.identity(FROM, TO, "A", NOW.minus(Duration.ofHours(36)), later)))).isEqualTo("TN-Validation-Passed-A");
        places.put(Token.URL, List.of(old.certificate()));
        assertThat(told(verify(Duration.ZERO, Token.identity(FROM, TO, "A", NOW, old)))).isEqualTo("437 Unsupported Credential");
    }

    @Test void forwardsOfOthersAreFollowedBackToTheFirst() {
        String first = Token.identity(FROM, "4311", "B", NOW, signer);
        assertThat(told(verify(first))).as("for somebody else").isEqualTo("438 Invalid Identity Header");
        String second = Token.forward(FROM, "4322", "4311", NOW, signer);
        String third = Token.forward(FROM, TO, "4322", NOW, signer);
        assertThat(told(verify(third, first, second))).isEqualTo("TN-Validation-Passed-B");
        assertThat(told(verify(third, first))).as("a gap").isEqualTo("438 Invalid Identity Header");
        assertThat(told(verify(third, first, Token.forward(FROM, "4322", "4311", NOW, authority.signer("Other"))))).isEqualTo("438 Invalid Identity Header");
        assertThat(told(verify(Token.forward(FROM, TO, TO, NOW, signer), first))).as("a circle").isEqualTo("438 Invalid Identity Header");
        assertThat(told(verify(third, second))).as("none of SHAKEN").isEqualTo("428 Use Identity Header");
    }

    @Test void anAnchorMayBeTheSignersOwnCertificate() {
        IdentityVerifier pinned = new IdentityVerifier(Duration.ofSeconds(60), _ -> CompletableFuture.completedFuture(List.of(signer.certificate())),
                new CertificateTrust(List.of(signer.certificate())), Authority.notAsked(), Runnable::run);
        assertThat(told(pinned.verify(new IdentityVerifier.Question(List.of(Token.identity(FROM, TO, "A", NOW, signer)), List.of(FROM), List.of(TO), NOW))
                .toCompletableFuture().join())).isEqualTo("TN-Validation-Passed-A");
    }

    @Test void withoutAnchorsNobodyIsTrusted() {
        IdentityVerifier trusting = new IdentityVerifier(Duration.ofSeconds(60), _ -> CompletableFuture.completedFuture(List.of(signer.certificate())),
                new CertificateTrust(List.of()), Authority.notAsked(), Runnable::run);
        assertThat(told(trusting.verify(new IdentityVerifier.Question(List.of(Token.identity(FROM, TO, "A", NOW, signer)), List.of(FROM), List.of(TO), NOW))
                .toCompletableFuture().join())).isEqualTo("437 Unsupported Credential");
    }
}
