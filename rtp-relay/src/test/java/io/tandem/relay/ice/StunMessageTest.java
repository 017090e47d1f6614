package io.tandem.relay.ice;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.relay.os.Endpoint;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The samples of RFC 5769, and whatever else may come. */
class StunMessageTest {
    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";
    private static final byte[] REQUEST = HexFormat.of().parseHex("000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74"
            + "002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf");
    private static final byte[] RESPONSE = HexFormat.of().parseHex("0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220"
            + "002000080001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96");

    @Test
    void theSampleRequestIsRead() {
        StunMessage request = StunMessage.parse(REQUEST.clone()).orElseThrow();
        assertThat(request.type()).isEqualTo(Stun.BINDING_REQUEST);
        assertThat(request.text(Stun.USERNAME)).contains("evtj:h6vY");
        assertThat(request.number(Stun.PRIORITY)).hasValue(0x6e0001ff);
        assertThat(request.longNumber(Stun.ICE_CONTROLLED)).hasValue(0x932ff9b151263b36L);
        assertThat(request.isSignedWith(PASSWORD)).isTrue();
        assertThat(request.isSignedWith(PASSWORD + "x")).isFalse();
        assertThat(request.unknown()).isEmpty();
    }

    @Test
    void theSampleResponseIsRead() {
        StunMessage response = StunMessage.parse(RESPONSE.clone()).orElseThrow();
        assertThat(response.mappedAddress()).contains(Endpoint.of(InetAddress.ofLiteral("192.0.2.1"), 32_853));
        assertThat(response.isSignedWith(PASSWORD)).isTrue();
    }

    @Test
    void aDamagedMessageIsNoneOrNotSigned() {
        for (int bit = 0; bit < (REQUEST.length - 8) * 8; bit++) {      // FINGERPRINT itself is not protected by the integrity
            byte[] damaged = REQUEST.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(StunMessage.parse(damaged).filter(m -> m.isSignedWith(PASSWORD))).as("bit %d", bit).isEmpty();
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        Endpoint endpoint = Endpoint.of(InetAddress.ofLiteral("2001:db8::17"), 40_000);
        byte[] written = new StunWriter(Stun.BINDING_SUCCESS, new byte[12]).mappedAddress(endpoint).number(0x7F00, 1).signed(PASSWORD);
        StunMessage read = StunMessage.parse(written).orElseThrow();
        assertThat(read.mappedAddress()).contains(endpoint);
        assertThat(read.isSignedWith(PASSWORD)).isTrue();
        assertThat(read.unknown()).containsExactly(0x7F00);
        byte[] error = new StunWriter(Stun.BINDING_ERROR, new byte[12]).error(Stun.ROLE_CONFLICT, "Role Conflict").fingerprinted();
        assertThat(StunMessage.parse(error).orElseThrow().errorCode()).isEqualTo(487);
    }

    @FuzzTest(maxDuration = "20s")
    void anyDatagramIsReadOrDropped(byte[] data) {
        StunMessage.parse(data.clone()).ifPresent(message -> {
            assertThat(message.isSignedWith(PASSWORD)).isFalse();
            message.mappedAddress();
            message.errorCode();
            message.unknown();
            message.text(Stun.USERNAME);
        });
    }

    @FuzzTest(maxDuration = "10s")
    void anyCandidateLineIsReadOrPassedOver(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        Candidate.parse(text).ifPresent(candidate -> assertThat(Candidate.parse(candidate.text())).contains(candidate));
    }
}
