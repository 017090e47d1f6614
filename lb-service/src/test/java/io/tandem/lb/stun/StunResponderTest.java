package io.tandem.lb.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;

import io.tandem.net.peer.PeerAddress;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class StunResponderTest {

    /** Transaction of the examples of RFC 5769 §2. */
    private static final String TRANSACTION = "b7e7a701bc34d686fa87dfae";
    private static final PeerAddress IPV4 = peer("192.0.2.1", 32_853);
    private static final PeerAddress IPV6 = peer("2001:db8:1234:5678:11:2233:4455:6677", 32_853);

    private final StunResponder responder = new StunResponder();
    private final byte[] out = new byte[StunResponder.MAX_ANSWER];

    private static PeerAddress peer(String address, int port) {
        return PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    private static byte[] request(String attributes) {
        return HexFormat.of().parseHex("0001" + HexFormat.of().toHexDigits((short) (attributes.length() / 2)) + "2112a442" + TRANSACTION + attributes);
    }

    private String answer(byte[] request, PeerAddress source) {
        byte[] padded = new byte[request.length + 7]; // it need not begin at 0
        System.arraycopy(request, 0, padded, 7, request.length);
        return HexFormat.of().formatHex(out, 0, responder.answer(padded, 7, request.length, source, out));
    }

    @Test
    void aBindingRequestIsToldItsAddress() {
        assertThat(answer(request(""), IPV4)).as("RFC 5769 §2.2").isEqualTo("0101000c2112a442" + TRANSACTION + "002000080001a147e112a643");
    }

    @Test
    void anIpv6AddressIsMaskedWithTheTransactionToo() {
        assertThat(answer(request(""), IPV6)).as("RFC 5769 §2.3")
                .isEqualTo("010100182112a442" + TRANSACTION + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9");
    }

    @Test
    void aRequestWithFingerprintIsAnsweredWithOne() {
        // RFC 5769 §2.1, with SOFTWARE, PRIORITY, ICE-CONTROLLED, USERNAME, MESSAGE-INTEGRITY and FINGERPRINT
        String rfc = "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36"
                + "00060009" + "6576746a3a683676592020200008" + "00149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf";
        assertThat(answer(HexFormat.of().parseHex(rfc), IPV4)).as("PRIORITY is ICE's").startsWith("0111");
        byte[] bare = request("80280004" + "00000000");
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(bare, 0, bare.length - 8);
        byte[] signed = request("80280004" + HexFormat.of().toHexDigits((int) crc.getValue() ^ 0x5354554E));
        String answer = answer(signed, IPV4);
        assertThat(answer).startsWith("010100142112a442").contains("80280004");
        crc.reset();
        crc.update(out, 0, answer.length() / 2 - 8);
        assertThat(answer).endsWith(HexFormat.of().toHexDigits((int) crc.getValue() ^ 0x5354554E));
        signed[signed.length - 1] ^= 1;
        assertThat(answer(signed, IPV4)).as("wrong fingerprint").isEmpty();
    }

    @Test
    void whatMustBeUnderstoodAndIsNotIs420() {
        String answer = answer(request("00030004000000060024000400000001"), IPV4); // CHANGE-REQUEST, PRIORITY
        assertThat(answer).isEqualTo("011100242112a442" + TRANSACTION + "00090015" + "00000414"
                + HexFormat.of().formatHex("Unknown Attribute".getBytes(US_ASCII)) + "000000" + "000a0004" + "00030024");
    }

    @Test
    void credentialsArePassedOver() {
        assertThat(answer(request("00060004" + "616c6963"), IPV4)).startsWith("0101");
    }

    @Test
    void whatIsNoBindingRequestIsNotAnswered() {
        assertThat(answer(HexFormat.of().parseHex("001100002112a442" + TRANSACTION), IPV4)).as("indication").isEmpty();
        assertThat(answer(HexFormat.of().parseHex("010100002112a442" + TRANSACTION), IPV4)).as("response").isEmpty();
        assertThat(answer(HexFormat.of().parseHex("0001000000000000" + TRANSACTION), IPV4)).as("no cookie").isEmpty();
        assertThat(answer(HexFormat.of().parseHex("000100042112a442" + TRANSACTION), IPV4)).as("too short").isEmpty();
        assertThat(answer(Arrays.copyOf(request(""), 24), IPV4)).as("too long").isEmpty();
        assertThat(answer(request("00060009616c6963"), IPV4)).as("attribute beyond the end").isEmpty();
        assertThat(answer("OPTIONS sip:x SIP/2.0\r\n\r\n".getBytes(US_ASCII), IPV4)).as("SIP").isEmpty();
    }

    @Test
    void noiseIsWhatSaysNothing() {
        assertThat(isNoise("\r\n\r\n")).isTrue();
        assertThat(isNoise("\r\n\r\n\r\n")).isTrue();
        assertThat(isNoise("\0\0\0\0")).isTrue();
        assertThat(isNoise("x")).isTrue();
        assertThat(isNoise("")).isTrue();
        assertThat(isNoise("OPTIO")).isFalse();
        assertThat(isNoise(" ".repeat(65))).isFalse();
    }

    private static boolean isNoise(String text) {
        byte[] bytes = ("  " + text).getBytes(US_ASCII);
        return KeepAlive.isNoise(bytes, 2, bytes.length - 2);
    }
}
