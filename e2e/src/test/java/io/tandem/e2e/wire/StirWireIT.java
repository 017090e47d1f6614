package io.tandem.e2e.wire;

import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import io.tandem.e2e.EdgeConfig;
import io.tandem.e2e.RunningSuite;
import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.phone.link.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** STIR/SHAKEN between the suite and peers; the certificate is fetched from this test. */
class StirWireIT {
    private static final String PLACE = "http://127.0.0.1:" + EdgeConfig.CERTIFICATES_PORT + "/signer.pem";
    private static final String PEERS_NUMBER = "4988123";
    private Platform platform;
    private HttpServer web;
    private SelfSignedCertificate signer;
    /** As long ago as the certificate permits; the suite runs without a window of freshness. */
    private long signedAt;

    @BeforeEach void open() throws Exception {
        platform = Platform.open(EdgeConfig.SIGNING_DOMAIN);
        signer = EdgeConfig.signer(RunningSuite.get().workspace());
        byte[] certificate = Files.readAllBytes(signer.certificate());
        X509Certificate parsed = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
        signedAt = parsed.getNotBefore().toInstant().getEpochSecond();
        web = HttpServer.create(new InetSocketAddress("127.0.0.1", EdgeConfig.CERTIFICATES_PORT), 0);
        web.createContext("/signer.pem", exchange -> {
            exchange.sendResponseHeaders(200, certificate.length);
            exchange.getResponseBody().write(certificate);
            exchange.close();
        });
        web.start();
        platform.domainPreferences(Map.of("stir_pub_url", PLACE));
    }

    @AfterEach void close() throws Exception {
        web.stop(0);
        platform.close();
    }

    private String token(Party callee, String place, long at) throws Exception {
        String header = "{\"alg\":\"ES256\",\"ppt\":\"shaken\",\"typ\":\"passport\",\"x5u\":\"" + place + "\"}";
        String claims = "{\"attest\":\"A\",\"dest\":{\"tn\":[\"" + callee.number() + "\"]},\"iat\":" + at + ",\"orig\":{\"tn\":\"" + PEERS_NUMBER
            + "\"},\"origid\":\"123e4567-e89b-12d3-a456-426655440000\"}";
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String signed = encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "." + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        String pem = Files.readString(signer.privateKey()).replaceAll("-----[A-Z ]+-----", "");
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + encoder.encodeToString(signature.sign());
    }

    private static String identity(String token, String place) {
        return "Identity: " + token + ";info=<" + place + ">;alg=ES256;ppt=shaken";
    }

    private Caller call(Party peer, Party bob, String... lines) {
        Caller call = platform.call(peer, bob.numberUri()).from("<sip:" + PEERS_NUMBER + "@" + Platform.PEERS + ">");
        for (String line : lines) {
            call.with(line);
        }
        return call;
    }

    private void isRefused(Caller call, int status, String reason) throws Exception {
        assertThat(call.refused(status).response(status).reason()).isEqualTo(reason);
        JsonNode cdr = platform.cdr(call.callId());
        assertThat(cdr.path("call_status").asString()).isEqualTo("other");
        assertThat(cdr.path("call_code").asInt()).isEqualTo(status);
    }

    @Test void callsOfPeersAreVerifiedAndNumbersOfGoodOnesSaySo() throws Exception {
        Party bob = platform.subscriber("bob" + platform.numbers(), Map.of("stir_check", true));
        Party peer = platform.peer(platform.peerGroup(1, "4999" + platform.numbers()), "peer", Map.of());
        try (Callee phone = platform.registered(bob)) {
            call(peer, bob, identity(token(bob, PLACE, signedAt), PLACE)).answered();
            SipMessage invite = phone.end().request("INVITE");
            assertThat(invite.header("P-Asserted-Identity").orElseThrow()).contains(PEERS_NUMBER + ";verstat=TN-Validation-Passed");
        }
        isRefused(call(peer, bob), 428, "Use Identity Header");
        isRefused(call(peer, bob, "Identity: " + token(bob, PLACE, signedAt)), 428, "Use Identity Header");
        String gone = PLACE.replace("signer", "gone");
        isRefused(call(peer, bob, identity(token(bob, gone, signedAt), gone)), 436, "Bad Identity Info");
        String good = token(bob, PLACE, signedAt);
        String forged = good.substring(0, good.lastIndexOf('.') + 1) + token(bob, PLACE, signedAt + 1).replaceAll(".*\\.", "");
        isRefused(call(peer, bob, identity(forged, PLACE)), 438, "Invalid Identity Header");
    }

    @Test void callsToPeersAreSigned() throws Exception {
        String prefix = "4999" + platform.numbers();
        Party peer = platform.peer(platform.peerGroup(1, prefix), "peer", Map.of());
        Party alice = platform.subscriber("alice" + platform.numbers(), Map.of());
        try (Callee taker = platform.answering(peer)) {
            platform.call(alice, "sip:" + prefix + "1@" + platform.domain()).answered();
            String identity = taker.end().request("INVITE").header("Identity").orElseThrow();
            assertThat(identity).endsWith(";info=<" + PLACE + ">;alg=ES256;ppt=shaken");
            String[] parts = identity.substring(0, identity.indexOf(';')).split("\\.");
            assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)).contains("\"attest\":\"A\"",
                "\"dest\":{\"tn\":[\"" + prefix + "1\"]}", "\"orig\":{\"tn\":\"" + alice.number() + "\"}");
            PublicKey key = CertificateFactory.getInstance("X.509").generateCertificate(Files.newInputStream(signer.certificate())).getPublicKey();
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        }
    }
}
