package io.tandem.relay.srtp;

import java.util.HexFormat;
import java.util.List;

import io.tandem.relay.cipher.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fixed inputs and results. Each result was computed a second time without this code, from the text of RFC 3711, RFC 6188 and RFC 7714, with the
 * AES of OpenSSL and the HMAC and GHASH of a script; none was compared with the printed appendices.
 */
class SrtpVectorsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String RTP = "800f1234decafbadcafebabe" + "ab".repeat(16);
    private static final String RTCP = "81c8000bcafebabe" + "ab".repeat(16);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "AES-128 (RFC 3711 §4.3), e1f97a0d3e018be0d64fa32c06de4139, 0ec675ad498afeebb6960b3aabe6, c61e7a93744f39ee10734afe3ff7a087, "
            + "30cbbc08863d8c85d49db34a9ae1, cebe321f6ff7716b6fd4ab49af256a156d38baa4",
        "AES-256 (RFC 6188 §3), f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6, 3b04803de51ee7c96423ab5b78d2, "
            + "5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4, fa31791685ca444a9e07c6c64e93, "
            + "fd9c32d39ed5fbb5a9dc96b30818454d1313dc05"})
    void sessionKeysAreDerived(String function, String key, String salt, String encryption, String sessionSalt, String authentication) {
        KeyDerivation derivation = new KeyDerivation(new MasterKey(HEX.parseHex(key), HEX.parseHex(salt), new byte[0]));
        assertThat(HEX.formatHex(derivation.derive(KeyDerivation.ENCRYPTION, key.length() / 2))).as(function).isEqualTo(encryption);
        assertThat(HEX.formatHex(derivation.derive(KeyDerivation.SALT, 14))).as(function).isEqualTo(sessionSalt);
        assertThat(HEX.formatHex(derivation.derive(KeyDerivation.AUTHENTICATION, 20))).as(function).isEqualTo(authentication);
    }

    @Test
    void counterModeKeystream() {                                      // RFC 3711 §4.1.1
        Workspace work = new Workspace();
        new PayloadCipher.CounterMode(HEX.parseHex("2b7e151628aed2a6abf7158809cf4f3c"), HEX.parseHex("f0f1f2f3f4f5f6f7f8f9fafbfcfd"))
                .rtp(work, 0, 48, 0, 0);
        assertThat(HEX.formatHex(work.packet, 0, 48)).isEqualTo("e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab"
                + "41e95b3bb0a2e8dd477901e4fca894c0");
    }

    @Test
    void f8Mode() {                                                    // RFC 3711 §4.1.2
        Workspace work = new Workspace();
        byte[] packet = HEX.parseHex("806e5cba50681de55c621599" + HEX.formatHex("pseudorandomness is the next best thing".getBytes()));
        System.arraycopy(packet, 0, work.packet, 0, packet.length);
        new PayloadCipher.F8(HEX.parseHex("234829008467be186c3de14aae72d62c"), HEX.parseHex("32f2870d"))
                .rtp(work, 12, packet.length, 0x5c621599, 0xd462564aL << 16);
        assertThat(HEX.formatHex(work.packet, 12, packet.length))
                .isEqualTo("019ce7a26e7854014a6366aa95d4eefd1ad4172a14f9faf455b7f1d4b62bd08f562c0eef7c4802");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "AES_CM_128_HMAC_SHA1_80, e1f97a0d3e018be0d64fa32c06de4139, 0ec675ad498afeebb6960b3aabe6, "
            + "4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb, "
            + "7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798",
        "AEAD_AES_128_GCM, 000102030405060708090a0b0c0d0e0f, a0a1a2a3a4a5a6a7a8a9aaab, "
            + "c5002ede04cfdd2eb91159e0880aa06ed2976826f796b201df3131a127e8a392, "
            + "c98b8b5df0392a55852b6c21ac8e7025c52c6fbea2b3b446ea31123ba88ce61e80000001"})
    void wholePackets(CryptoSuite suite, String key, String salt, String rtp, String rtcp) {
        SrtpState state = SrtpState.fresh(suite, new MasterKey(HEX.parseHex(key), HEX.parseHex(salt), new byte[0]));
        SrtpSender sender = new SrtpSender(state);
        Workspace work = new Workspace();
        int length = sender.protectRtp(work, load(work, RTP));
        assertThat(HEX.formatHex(work.packet, 0, length)).isEqualTo(RTP.substring(0, 24) + rtp);
        sender.protectRtcp(work, load(work, RTCP));                    // index 0
        length = sender.protectRtcp(work, load(work, RTCP));           // index 1
        assertThat(HEX.formatHex(work.packet, 0, length)).isEqualTo(RTCP.substring(0, 16) + rtcp);
        SrtpReceiver receiver = new SrtpReceiver(state);
        assertThat(receiver.unprotectRtcp(work, length)).isEqualTo(RTCP.length() / 2);
        assertThat(HEX.formatHex(work.packet, 0, RTCP.length() / 2)).isEqualTo(RTCP);
    }

    private static int load(Workspace work, String hex) {
        byte[] packet = HEX.parseHex(hex);
        System.arraycopy(packet, 0, work.packet, 0, packet.length);
        return packet.length;
    }

    @Test
    void aKeyShowsNoSecretAsText() {
        MasterKey key = MasterKey.random(CryptoSuite.AES_CM_128_HMAC_SHA1_80);
        String text = SrtpState.fresh(CryptoSuite.AES_CM_128_HMAC_SHA1_80, List.of(key), SessionParameters.NONE).toString();
        assertThat(text).contains("MasterKey of 128 bits").doesNotContain(HEX.formatHex(key.key()));
    }
}
