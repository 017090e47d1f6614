package io.tandem.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisLink;
import io.tandem.relay.callback.CallbackProperties;
import io.tandem.relay.control.CliCommands;
import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.latch.LearningProperties;
import io.tandem.relay.offload.KernelRelay;
import io.tandem.relay.pipeline.EngineChoice;
import io.tandem.relay.player.ClipLibrary;
import io.tandem.relay.player.PlayerProperties;
import io.tandem.relay.port.PortProperties;
import io.tandem.relay.record.RecordingProperties;
import io.tandem.relay.replica.ReplicaProperties;
import io.tandem.relay.session.LoadProperties;
import io.tandem.relay.session.SessionProperties;
import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;
import io.tandem.testkit.server.EmbeddedRedis;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Calls of a relay that ends go on at the next one, on a real Redis; one after the other here, as both have the same ports. */
class ReplicaIT {
    @TempDir
    private Path recordings;
    private String pair = "";
    private String redis = TestServers.redis().uri();
    private RelayNode relay;
    private NgClient ng;

    @BeforeEach
    void start(TestInfo test) throws Exception {
        pair = "it-" + test.getTestMethod().orElseThrow().getName() + "-" + ProcessHandle.current().pid();
        start();
    }

    private void start() throws Exception {
        relay = relay("127.0.0.1", false);
        ng = new NgClient(relay.controlAddress(), Encoding.BENCODE);
        await().until(() -> relay.role().isActive() && relay.isReplicated());
    }

    private RelayNode relay(String host, boolean standby) {
        MediaProperties media = new MediaProperties(List.of(new MediaProperties.Interface("default", InetAddress.ofLiteral(host),
                Optional.empty())), 184, 262_144, LearningMode.HEURISTIC, EngineChoice.EPOLL, 1, 0, 0);
        SessionProperties session = new SessionProperties(Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO,
                Duration.ZERO, 1000);
        RecordingProperties recording = new RecordingProperties(Optional.of(recordings), Optional.empty(), RecordingProperties.Mix.OFF, false, true, 8000,
                DataSize.ofMegabytes(1), 1 << 17);
        return new RelayNode(new ControlProperties("127.0.0.1", 0), media, new PortProperties(23_400, 23_499, Duration.ZERO), session,
                LearningProperties.DEFAULT, CallbackProperties.NONE, LoadProperties.NONE, PlayerProperties.NONE, ClipLibrary.NONE, recording,
                KernelRelay.none(), new ReplicaProperties(true, pair, standby, Optional.of(redis)), InstantSource.system());
    }

    private void restart() throws Exception {
        Thread.sleep(1100); // what packets taught is told once a second: there is no clock to move here
        stop();
        start();
    }

    @AfterEach
    void stop() {
        ng.close();
        relay.close();
    }

    private SessionDescription command(String name, String sdp, String flags) {
        Value.Dictionary reply = ng.command(NgClient.named(name).put("call-id", "call").put("from-tag", "a").put("to-tag", "b").put("sdp", sdp)
                .put("rtpp-flags", flags));
        return SessionDescription.parse(reply.text("sdp").orElseThrow(() -> new AssertionError(reply)));
    }

    @Test
    void aPlainCallGoesOnWithItsPortsAddressesAndFigures() throws Exception {
        try (RtpParty a = new RtpParty(1); RtpParty b = new RtpParty(2)) {
            b.got(command("offer", a.sdp(), "").toString());
            a.got(command("answer", b.sdp(), "").toString());
            a.sends(1);
            b.expects(1);
            b.sends(2);
            a.expects(2);
            restart();
            assertThat(relay.sessions()).isEqualTo(1);
            a.sends(3);
            b.expects(3);
            b.sends(4);
            a.expects(4);
            Value.Dictionary report = ng.delete("call");
            assertThat(report.dictionary("totals").flatMap(totals -> totals.dictionary("RTP")).flatMap(rtp -> rtp.text("packets"))).contains("4");
            assertThat(report.dictionary("SSRC").flatMap(sources -> sources.dictionary("1")).flatMap(source -> source.text("packets"))).contains("2");
            restart();
            assertThat(relay.sessions()).isZero();
        }
    }

    @Test
    void anSdesCallKeepsItsKeysAndMayOfferAgain() throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty()) {
            String offer = a.offersSdes();
            b.gotPlain(command("offer", offer, "transport-protocol=RTP/AVP"));
            SessionDescription toA = command("answer", b.plain("RTP/AVP"), "");
            a.gotSdes(toA);
            SecureParty.exchange(a, b);
            restart();
            SecureParty.exchange(a, b);
            command("offer", offer, "");
            assertThat(command("answer", b.plain("RTP/AVP"), "").media().getFirst().attribute("crypto"))
                    .isEqualTo(toA.media().getFirst().attribute("crypto"));
            SecureParty.exchange(a, b);
        }
    }

    @Test
    void aDtlsCallWithIceGoesOnWithoutAnotherHandshake() throws Exception {
        try (SecureParty a = new SecureParty(); SecureParty b = new SecureParty()) {
            b.gotPlain(command("offer", a.offersDtls("actpass", true), "transport-protocol=RTP/AVP ICE=remove rtcp-mux-demux"));
            SessionDescription toA = command("answer", b.plain("RTP/AVP"), "ICE=force");
            a.gotDtls(toA);
            a.checksConnectivity();
            a.handshakes();
            SecureParty.exchange(a, b);
            restart();
            SecureParty.exchange(a, b);
        }
    }

    @Test
    void aBundledCallGoesOnByItsOneTransport() throws Exception {
        try (BundledParties parties = new BundledParties()) {
            parties.othersGot(command("offer", parties.offer, BundledParties.TO_PLAIN));
            SessionDescription toParty = command("answer", parties.answerWithControl(), "ICE=force");
            parties.partyGot(toParty);
            parties.talk(10);
            restart();
            parties.reports();
            parties.party.sends(BundledParties.picture(BundledParties.PARTY_VIDEO, 100, 20));
            parties.camera.expects(20);                                    // no line has this payload type: its source tells
            for (int i = 0; i < 10; i++) {
                parties.talk(100 + 10 * i);
            }
            command("offer", parties.offer, BundledParties.TO_PLAIN);
            SessionDescription again = command("answer", parties.answerWithControl(), "ICE=force");
            assertThat(again.attributes("group")).containsExactly("BUNDLE 0 1");
            assertThat(again.media()).extracting(MediaDescription::port).containsOnly(toParty.media().getFirst().port());
            parties.reports();
            restart();
            parties.reports();
            parties.talk(300);
        }
    }

    @Test
    void aTranscodedStreamGoesOnUnderItsSourceAhead() throws Exception {
        try (RtpParty a = new RtpParty(1); RtpParty b = new RtpParty(2)) {
            b.got(command("offer", a.sdp(), "codec-mask-PCMA codec-transcode-PCMU").toString());
            a.got(command("answer", b.sdp().replace("RTP/AVP 8", "RTP/AVP 0"), "").toString());
            a.sendsFrame();
            var before = b.expectsPacket();
            restart();
            a.sendsFrame();
            var after = b.expectsPacket();
            assertThat(after.ssrc()).isEqualTo(before.ssrc());
            assertThat(after.sequenceNumber() - before.sequenceNumber() & 0xFFFF).isBetween(1, 2999);
        }
    }

    @Test
    void aPausedRecordingStaysPausedAtTheNextRelay() throws Exception {
        try (RtpParty a = new RtpParty(1); RtpParty b = new RtpParty(2)) {
            b.got(command("offer", a.sdp(), "record-call").toString());
            a.got(command("answer", b.sdp(), "").toString());
            ng.command(NgClient.named("pause recording").put("call-id", "call"));
            restart();
            a.sends(1);
            b.expects(1);
            ng.command(NgClient.named("stop recording").put("call-id", "call"));
            await().until(() -> captures().size() == 2);
            assertThat(captures()).as("octets: the file's header, no packet").allMatch(octets -> octets == 24);
        }
    }

    private List<Long> captures() throws IOException {
        try (Stream<Path> files = Files.walk(recordings)) {
            return files.filter(file -> file.toString().endsWith(".pcap") && !file.toString().contains("spool")).map(file -> file.toFile().length()).toList();
        }
    }

    /** The standby relay has an address of its own here: both may have the same ports. */
    @Test
    void callsOutliveARedisThatIsBackEmpty(@TempDir Path first, @TempDir Path second) throws Exception {
        stop();
        EmbeddedRedis server = EmbeddedRedis.start(first, 0);
        redis = server.uri();
        start();
        try (RtpParty a = new RtpParty(1); RelayNode shadow = relay("127.0.0.2", true)) {
            command("offer", a.sdp(), "");
            await().until(() -> shadow.isReplicated() && shadow.sessions() == 1);
            server.close();
            await().until(() -> !relay.isReplicated() && !shadow.isReplicated());
            server = EmbeddedRedis.start(second, server.port());
            await().until(() -> relay.isReplicated() && shadow.isReplicated());
            assertThat(shadow.sessions()).isEqualTo(1);
            command("offer", a.sdp().replace("s=", "s=again"), "");
            restart();
            assertThat(relay.sessions()).as("what was in Redis after it came back").isEqualTo(1);
            stop();
            server.close();
            await().until(() -> !shadow.isReplicated());
            server = EmbeddedRedis.start(first.resolve("third"), server.port());
            await().until(shadow::isReplicated);
            assertThat(shadow.sessions()).as("of a shadow whose relay and Redis have both gone").isEqualTo(1);
            shadow.role().becomeActive();
            await().until(() -> shadow.role().isActive() && shadow.isReplicated());
            assertThat(shadow.sessions()).isEqualTo(1);
        } finally {
            server.close();
            redis = TestServers.redis().uri();
            start(); // for the end of every test
        }
    }

    /** The shared addresses come before the node's Redis takes writes: what happens meanwhile is written afterwards. */
    @Test
    void whatHappensBeforeRedisIsPromotedIsInItAfterwards(@TempDir Path folder) throws Exception {
        stop();
        EmbeddedRedis server = EmbeddedRedis.start(folder, 0);
        redis = server.uri();
        start();
        try (RtpParty a = new RtpParty(1); RedisLink link = new RedisLink(redis)) {
            command("offer", a.sdp(), "");
            assertThat(ng.offer("stays", "a", a.sdp()).text("result")).contains("ok");
            relay.role().becomeStandby();
            await().until(() -> !relay.role().isActive() && relay.isReplicated() && relay.sessions() == 2);
            link.call("REPLICAOF", "127.0.0.1", "1");             // a replica that has lost its master: it answers, and takes no writes
            relay.role().becomeActive();
            await().until(() -> relay.role().isActive());
            assertThat(relay.sessions()).isEqualTo(2);
            assertThat(ng.offer("new", "a", a.sdp()).text("result")).contains("ok");
            assertThat(ng.delete("call").text("result")).contains("ok");
            Thread.sleep(1500);                                   // longer than the HA manager ever waits; all is tried again once a second
            assertThat(relay.sessions()).isEqualTo(2);
            assertThat(String.valueOf(link.call("SMEMBERS", Keys.relayCalls(pair)))).contains("call").doesNotContain("new");
            link.call("REPLICAOF", "NO", "ONE");
            await().untilAsserted(() -> assertThat((List<?>) link.call("SMEMBERS", Keys.relayCalls(pair))).map(Object::toString)
                    .containsExactlyInAnyOrder("stays", "new"));
            await().until(relay::isReplicated);
            restart();
            assertThat(relay.sessions()).isEqualTo(2);
        } finally {
            stop();
            server.close();
            redis = TestServers.redis().uri();
            start(); // for the end of every test
        }
    }

    @Test
    void aRelayThatStandsByRefusesCommandsAndHasNoCalls() throws Exception {
        try (RtpParty a = new RtpParty(1)) {
            command("offer", a.sdp(), "");
            relay.role().becomeStandby();
            await().until(() -> !relay.role().isActive() && relay.isReplicated());
            assertThat(relay.sessions()).isEqualTo(1);                       // the call is in Redis: now its shadow
            Value.Dictionary refused = ng.offer("other", "a", a.sdp());
            assertThat(refused.text("error-reason").orElseThrow()).contains("stands by");
            assertThat(new CliCommands(relay.console()).run("terminate all")).contains("stands by");
            relay.role().becomeActive();
            await().until(() -> relay.role().isActive());
            assertThat(ng.delete("call").text("result")).contains("ok");
            assertThat(relay.sessions()).isZero();
        }
    }
}
