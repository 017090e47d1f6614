package io.tandem.sip.auth;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DigestCredentialsTest {
    @Test
    void sippsHeaderIsRead() {
        DigestCredentials credentials = DigestCredentials.parse("Digest username=\"testuser1\",realm=\"spce.test\","
                + "uri=\"sip:127.0.0.1:5060\",nonce=\"Wk1mYVp\",response=\"ffe1b9a0e3b5c1d2ffe1b9a0e3b5c1d2\",algorithm=MD5");
        assertThat(credentials.username()).isEqualTo("testuser1");
        assertThat(credentials.uri()).isEqualTo("sip:127.0.0.1:5060");
        assertThat(credentials.algorithm()).contains(DigestAlgorithm.MD5);
        assertThat(credentials.qop()).isEmpty();
    }

    @Test
    void oddButClearHeadersAreRead() {
        DigestCredentials credentials = DigestCredentials.parse("dIgEsT  ,USERNAME = \"al\\\"ice, the\\\\ 1st\" ,realm=r,, nonce=\"n=,\",uri=\"sip:a\",\t"
                + "response=\"00\", algorithm=\"sha-256\", qop=\"auth\", nc=00000001, cnonce=\"\", auts=\"x\",");
        assertThat(credentials.username()).isEqualTo("al\"ice, the\\ 1st");
        assertThat(credentials.nonce()).isEqualTo("n=,");
        assertThat(credentials.algorithm()).contains(DigestAlgorithm.SHA_256);
        assertThat(credentials.qop()).contains(Qop.AUTH);
        assertThat(credentials.cnonce()).contains("");
        assertThat(credentials.opaque()).isEqualTo(Optional.empty());
        assertThat(DigestCredentials.parse(credentials.toString())).isEqualTo(credentials);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Digest", "Digest ", "Basic YTpi", "Digestusername=\"a\"", "garbage",
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\"",
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"r",
        "Digest username=\"a\" realm=\"r\", nonce=\"n\", uri=\"u\", response=\"r\"",
        "Digest username=\"a\", username=\"b\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"r\"",
        "Digest username=, realm=\"r\", nonce=\"n\", uri=\"u\", response=\"r\"",
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"r\", algorithm=ROT13",
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"r\", qop=auth-conf",
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"r\", qop=auth",
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"r\", algorithm=MD5-sess",
        "Digest =\"a\"", "Digest username", "Digest \"username\"=a"})
    void malformedHeadersAreRefusedByName(String header) {
        assertThatThrownBy(() -> DigestCredentials.parse(header)).isInstanceOf(MalformedCredentialsException.class);
    }

    @Test
    void otherSchemesAreToldApart() {
        assertThat(DigestCredentials.isDigest(" digest x=y")).isTrue();
        assertThat(DigestCredentials.isDigest("Bearer abc")).isFalse();
    }

    @Test
    void challengeOfUnknownAlgorithmIsRefused() {
        assertThatThrownBy(() -> DigestChallenge.parse("Digest realm=\"r\", nonce=\"n\", algorithm=ROT13"))
                .isInstanceOf(MalformedCredentialsException.class).hasMessageContaining("ROT13");
        assertThat(DigestChallenge.parse("Digest nonce=\"n\", realm=\"r\", qop=\"auth, token\", stale=TRUE").stale()).isTrue();
    }
}
