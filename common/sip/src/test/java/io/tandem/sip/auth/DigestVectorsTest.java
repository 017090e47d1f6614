package io.tandem.sip.auth;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Published vectors of the arithmetic. */
class DigestVectorsTest {
    private static final String RFC_7616 = """
            Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=%s,
             nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001,
             cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="x",
             opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"""";

    private static String response(String header, String password, String body) {
        return Digests.response(DigestCredentials.parse(header), password, "GET", body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"MD5,8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256,753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"})
    void rfc7616Section391(String algorithm, String expected) {
        assertThat(response(RFC_7616.formatted(algorithm), "Circle of Life", "")).isEqualTo(expected);
    }

    @Test
    void rfc2617Section35() {
        String header = """
                Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html",
                qop=auth, nc=00000001, cnonce="0a4f113b", response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41\"""";
        assertThat(response(header, "Circle Of Life", "")).isEqualTo(DigestCredentials.parse(header).response());
    }

    @Test
    void rfc2069WithoutQop() {                                              // the value of its erratum 749
        String header = """
                Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html",
                response="1949323746fe6a43ef61f9606e7febea\"""";
        assertThat(response(header, "CircleOfLife", "")).isEqualTo(DigestCredentials.parse(header).response());
    }

    @Test
    void sessionVariantMixesBothNoncesIn() {
        String header = RFC_7616.formatted("MD5-sess");
        String ha1 = DigestAlgorithm.MD5.hex("Mufasa:http-auth@example.org:Circle of Life");
        String session = DigestAlgorithm.MD5.hex(ha1
                + ":7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v:f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        String expected = DigestAlgorithm.MD5.hex(session + ":7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v:00000001:"
                + "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ:auth:" + DigestAlgorithm.MD5.hex("GET:/dir/index.html"));
        assertThat(response(header, "Circle of Life", "")).isEqualTo(expected);
    }

    @Test
    void authIntCoversTheBody() {
        String header = RFC_7616.formatted("SHA-256").replace("qop=auth", "qop=auth-int");
        assertThat(response(header, "Circle of Life", "v=0")).isNotEqualTo(response(header, "Circle of Life", "v=1"))
                .isEqualTo(response(header, "Circle of Life", "v=0"));
    }
}
