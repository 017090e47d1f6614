package io.tandem.proxy.credential;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** For which numbers a certificate may sign (RFC 8226 §9). */
class NumberAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-06-02T00:00:00Z");
    private final Authority authority = new Authority("Authority");

    /** {@code spc 709J}, {@code one 431}, {@code range 431 100}. */
    private static ASN1Encodable entry(String text) {
        String[] words = text.split(" ");
        return switch (words[0]) {
            case "spc" -> new DERTaggedObject(true, 0, new DERIA5String(words[1]));
            case "range" -> new DERTaggedObject(true, 1, new DERSequence(new ASN1Encodable[] {new DERIA5String(words[1]),
                new ASN1Integer(Long.parseLong(words[2]))}));
            case "one" -> new DERTaggedObject(true, 2, new DERIA5String(words[1]));
            default -> new DERTaggedObject(true, 3, new DEROctetString(new byte[] {1}));
        };
    }

    private boolean signs(boolean required, String entries, String number) {
        List<ASN1Encodable> list = entries.isEmpty() ? List.of() : Arrays.stream(entries.split(", ")).map(NumberAuthorityTest::entry).toList();
        Authority.Signer signer = authority.signer("Signer", list);
        Throwable failure = catchThrowable(() -> new CertificateTrust(List.of(authority.certificate()), required)
                .keyOf(List.of(signer.certificate()), number, NOW));
        if (failure != null) {
            assertThat(failure).isInstanceOf(CredentialException.class).hasMessageContaining("CN=Signer");
        }
        return failure == null;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "spc 709J                       | 431002           | true",
        "one 431002                     | 431002           | true",
        "one 431002                     | 431003           | false",
        "range 431000 100               | 431000           | true",
        "range 431000 100               | 431099           | true",
        "range 431000 100               | 431100           | false",
        "range 431000 100               | 430999           | false",
        "range 431000 100               | 4310001          | false",
        "range 431000 100               | sip:a@example.org| false",
        "one 4311, range 431000 2       | 431001           | true",
        "one 4311, spc 709J             | 431001           | true"})
    void itSignsForItsNumbersAlone(String entries, String number, boolean signs) {
        assertThat(signs(false, entries, number)).isEqualTo(signs);
    }

    @Test void whatDoesNotSayForWhichItSignsDoesSoUnlessItMustSay() {
        assertThat(signs(false, "", "431002")).isTrue();
        assertThat(signs(true, "", "431002")).isFalse();
        assertThat(signs(true, "spc 709J", "431002")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"other 1", "range 431 0", "range *12 2", "one 12345678901234567", "one x", "range 43100 -3"})
    void whatCannotBeReadSignsForNothing(String entries) {
        assertThat(signs(false, entries, "431002")).isFalse();
    }
}
