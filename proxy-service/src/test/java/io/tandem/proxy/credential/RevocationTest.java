package io.tandem.proxy.credential;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Certificates that were withdrawn, with real lists (RFC 5280 §5, §6.3). */
class RevocationTest {
    private static final String PLACE = "https://lists.example/a.crl";
    private static final String SECOND = "https://lists.example/b.crl";
    private static final Instant SINCE = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-06-02T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-06-08T00:00:00Z");
    private final Authority authority = new Authority("Authority");
    private final Authority administrator = new Authority("Administrator");
    private final Authority.Signer signer = authority.signer("Signer", List.of(), PLACE, SECOND);
    private final Authority.Signer other = authority.signer("Other", List.of(), PLACE);
    private final Map<String, X509CRL> lists = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private List<X509Certificate> keepers = List.of();

    private CompletionStage<RevocationList> at(String url) {
        asked.add(url);
        try {
            return lists.containsKey(url) ? CompletableFuture.completedFuture(RevocationList.parse(lists.get(url).getEncoded(), url))
                    : CompletableFuture.failedFuture(CredentialException.unreachable("nothing at " + url));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return why the certificate does not pass; empty if it does */
    private String check(Revocation.Mode mode, Authority.Signer who, Instant at) {
        Revocation revocation = new Revocation(mode, this::at, new CertificateTrust(List.of(authority.certificate())), keepers, Runnable::run);
        try {
            revocation.check(List.of(who.certificate(), authority.certificate()), at, NOW).toCompletableFuture().join();
            return "";
        } catch (CompletionException refused) {
            assertThat(refused).hasCauseInstanceOf(CredentialException.class);
            return String.valueOf(refused.getCause().getMessage());
        }
    }

    private String check(Authority.Signer who) {
        return check(Revocation.Mode.REQUIRED, who, NOW);
    }

    @Test void whatTheIssuersListNamesDoesNotPass() {
        lists.put(PLACE, authority.list("Authority", SINCE, UNTIL, signer.certificate()));
        assertThat(check(signer)).contains("CN=Signer", "was withdrawn");
        assertThat(check(other)).isEmpty();
        assertThat(asked).as("the anchor itself is not asked for").containsExactly(PLACE, PLACE);
    }

    @Test void whatWasSignedBeforePasses() {
        lists.put(PLACE, authority.list("Authority", SINCE, UNTIL, signer.certificate()));
        assertThat(check(Revocation.Mode.REQUIRED, signer, SINCE.minusSeconds(1))).isEmpty();
    }

    @Test void anAdministratorsListSpeaksOfTheCertificatesOfOthersIfItIsTrusted() {
        lists.put(PLACE, administrator.list("Administrator", SINCE, UNTIL, signer.certificate()));
        assertThat(check(signer)).contains("is not known");
        keepers = List.of(administrator.certificate());
        assertThat(check(signer)).contains("was withdrawn");
        assertThat(check(other)).isEmpty();
    }

    @Test void aListUnderTheNameOfTheIssuerIsNotItsWithoutItsSignature() {
        lists.put(PLACE, administrator.list("Authority", SINCE, UNTIL));
        assertThat(check(signer)).contains("is not known");
        assertThat(check(Revocation.Mode.IF_AVAILABLE, signer, NOW)).isEmpty();
    }

    @Test void theNextPlaceIsAskedWhenTheFirstHasNothing() {
        lists.put(SECOND, authority.list("Authority", SINCE, UNTIL, signer.certificate()));
        assertThat(check(Revocation.Mode.IF_AVAILABLE, signer, NOW)).contains("was withdrawn");
        assertThat(asked).containsExactly(PLACE, SECOND);
    }

    @Test void aListThatIsOutOfDateOrFromTheFutureSaysNothing() {
        lists.put(PLACE, authority.list("Authority", SINCE.minusSeconds(86_400), SINCE, signer.certificate()));
        lists.put(SECOND, authority.list("Authority", NOW.plusSeconds(60), UNTIL, signer.certificate()));
        assertThat(check(Revocation.Mode.IF_AVAILABLE, signer, NOW)).isEmpty();
        assertThat(check(signer)).contains("out of date");
    }

    @ParameterizedTest
    @EnumSource
    void withoutAListTheModeDecides(Revocation.Mode mode) {
        boolean refused = mode == Revocation.Mode.REQUIRED;
        assertThat(check(mode, signer, NOW).contains("nothing at " + SECOND)).isEqualTo(refused);
        assertThat(check(mode, authority.signer("Silent"), NOW).contains("names no list")).isEqualTo(refused);
        assertThat(asked.isEmpty()).isEqualTo(mode == Revocation.Mode.OFF);
    }
}
