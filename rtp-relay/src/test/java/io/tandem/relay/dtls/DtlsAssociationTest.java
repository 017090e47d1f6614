package io.tandem.relay.dtls;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.relay.srtp.CryptoSuite;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A client and a server in one process. */
class DtlsAssociationTest {
    private static final NodeCertificate ALICE = NodeCertificate.create(Instant.now());
    private static final NodeCertificate BOB = NodeCertificate.create(Instant.now());

    private static final class End implements DtlsListener {
        final CompletableFuture<DtlsKeys> keys = new CompletableFuture<>();
        final CompletableFuture<End> peer = new CompletableFuture<>();
        final CompletableFuture<DtlsAssociation> association = new CompletableFuture<>();
        int lose;

        @Override
        public void send(byte[] datagram) {
            if (lose-- > 0) return;
            peer.join().association.join().receive(datagram);
        }

        @Override
        public void keyed(DtlsKeys newKeys) {
            keys.complete(newKeys);
        }

        @Override
        public void ended(String reason) {
            keys.completeExceptionally(new IllegalStateException(reason));
        }
    }

    private final End client = new End();
    private final End server = new End();

    private void connect(Fingerprint clientExpects, Fingerprint serverExpects, List<CryptoSuite> clientProfiles) {
        client.peer.complete(server);
        server.peer.complete(client);
        server.association.complete(DtlsAssociation.start(BOB, false, List.of(serverExpects), CryptoSuite.forDtls(), server));
        client.association.complete(DtlsAssociation.start(ALICE, true, List.of(clientExpects), clientProfiles, client));
    }

    private void close() {
        client.association.join().close();
        server.association.join().close();
    }

    @Test
    void bothEndsGetTheSameKeysForTheServersPreferredSuite() throws Exception {
        connect(BOB.fingerprint("sha-256"), ALICE.fingerprint("sha-1"), CryptoSuite.forDtls());
        DtlsKeys ofClient = client.keys.get(10, TimeUnit.SECONDS);
        DtlsKeys ofServer = server.keys.get(10, TimeUnit.SECONDS);
        assertThat(ofClient.suite()).isEqualTo(CryptoSuite.AEAD_AES_256_GCM);
        assertThat(ofServer.local()).isEqualTo(ofClient.remote());
        assertThat(ofServer.remote()).isEqualTo(ofClient.local());
        assertThat(ofServer.local()).isNotEqualTo(ofServer.remote());
        close();
    }

    @Test
    void lostFlightsAreSentAgain() throws Exception {
        client.lose = 1;
        server.lose = 1;
        connect(BOB.fingerprint("sha-512"), ALICE.fingerprint("sha-384"), List.of(CryptoSuite.AES_CM_128_HMAC_SHA1_80));
        assertThat(client.keys.get(20, TimeUnit.SECONDS).suite()).isEqualTo(CryptoSuite.AES_CM_128_HMAC_SHA1_80);
        assertThat(server.keys.get(20, TimeUnit.SECONDS).suite()).isEqualTo(CryptoSuite.AES_CM_128_HMAC_SHA1_80);
        close();
    }

    @Test
    void aCertificateThatIsNotTheOneInSdpEndsTheHandshakeOnEitherSide() {
        connect(ALICE.fingerprint("sha-256"), ALICE.fingerprint("sha-256"), CryptoSuite.forDtls());
        assertThatThrownBy(() -> client.keys.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .hasMessageContaining("is not the one in SDP");
        assertThatThrownBy(() -> server.keys.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        close();
    }

    @Test
    void theServerChecksTheClientToo() {
        connect(BOB.fingerprint("sha-256"), BOB.fingerprint("sha-256"), CryptoSuite.forDtls());
        assertThatThrownBy(() -> server.keys.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .hasMessageContaining("is not the one in SDP");
        close();
    }

    @Test
    void junkBetweenTheFlightsHurtsNobody() throws Exception {
        Random random = new Random(3);
        connect(BOB.fingerprint("sha-256"), ALICE.fingerprint("sha-256"), CryptoSuite.forDtls());
        for (int i = 0; i < 20; i++) {
            byte[] junk = new byte[random.nextInt(200)];
            random.nextBytes(junk);
            server.association.join().receive(junk);
            client.association.join().receive(junk.clone());
        }
        assertThat(client.keys.get(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(server.keys.get(20, TimeUnit.SECONDS)).isNotNull();
        close();
    }

    @FuzzTest(maxDuration = "10s")
    void anyFirstFlightIsAnsweredOrDroppedWithoutKeys(byte[] data) {
        End alone = new End();
        alone.lose = Integer.MAX_VALUE;
        try (DtlsAssociation association = DtlsAssociation.start(BOB, false, List.of(ALICE.fingerprint("sha-256")), CryptoSuite.forDtls(), alone)) {
            association.receive(data);
            assertThat(alone.keys.isDone() && !alone.keys.isCompletedExceptionally()).isFalse();
        }
    }

    @Test
    void fingerprintsAreReadAndWritten() {
        String text = BOB.fingerprint("sha-256").text();
        assertThat(text).matches("sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}");
        assertThat(Fingerprint.parse(text.toLowerCase(Locale.ROOT))).contains(BOB.fingerprint("sha-256"));
        for (String bad : List.of("", "sha-256", "md5 00:11", "sha-256 00:11", "sha-256 " + "zz:".repeat(31) + "zz")) {
            assertThat(Fingerprint.parse(bad)).as(bad).isEmpty();
        }
    }

    @Test
    void rolesAnswerEachOther() {
        assertThat(SetupRole.ACTPASS.answer(SetupRole.PASSIVE)).isEqualTo(SetupRole.PASSIVE);
        assertThat(SetupRole.ACTIVE.answer(SetupRole.ACTIVE)).isEqualTo(SetupRole.PASSIVE);
        assertThat(SetupRole.PASSIVE.answer(SetupRole.PASSIVE)).isEqualTo(SetupRole.ACTIVE);
        assertThat(SetupRole.named("HoldConn")).contains(SetupRole.HOLDCONN);
        assertThat(SetupRole.named("none")).isEmpty();
    }
}
