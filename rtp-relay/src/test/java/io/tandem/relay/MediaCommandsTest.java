package io.tandem.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.LoopCall;
import io.tandem.platform.control.http.AllowedNetworks;
import io.tandem.platform.control.http.ControlEndpoint;
import io.tandem.platform.control.http.ControlListener;
import io.tandem.relay.callback.CallbackProperties;
import io.tandem.relay.control.CliCommands;
import io.tandem.relay.latch.LearningProperties;
import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.Value;
import io.tandem.rtp.RtcpPacket;
import io.tandem.rtp.RtpPacket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands and options that change which media pass. A made the offer. */
class MediaCommandsTest {
    private static final byte SILENCE_ALAW = (byte) 0xD5;
    private static final String EVENTS = "a=rtpmap:101 telephone-event/8000";

    private RelayNode relay;
    private NgClient ng;
    private RtpParty a;
    private RtpParty b;

    @BeforeEach
    void start() throws Exception {
        relay = TestRelay.on(22_900);
        open();
    }

    private void open() throws IOException {
        ng = new NgClient(relay.controlAddress(), Encoding.BENCODE);
        a = new RtpParty(0xAAAA);
        b = new RtpParty(0xBBBB);
    }

    @AfterEach
    void stop() {
        ng.close();
        a.close();
        b.close();
        relay.close();
    }

    private void call(String flags) {
        b.got(sdp(ng.command(NgClient.named("offer").put("call-id", "call").put("from-tag", "a").put("sdp", a.sdp(EVENTS)).put("rtpp-flags", flags))));
        a.got(sdp(ng.answer("call", "a", "b", b.sdp(EVENTS))));
    }

    private static String sdp(Value.Dictionary reply) {
        return reply.text("sdp").orElseThrow(() -> new AssertionError(reply));
    }

    private void command(String name, String key, String value) {
        Value.Dictionary reply = ng.command(NgClient.named(name).put("call-id", "call").put(key, value));
        assertThat(reply.text("result")).as(reply.toString()).contains("ok");
    }

    private static byte[] rtp(int type, int payload) {
        return new RtpPacket(type, false, payload, payload * 160, 0xAAAA, new byte[] {(byte) payload, 1, 2, 3}).toBytes();
    }

    @ParameterizedTest
    @CsvSource({"from-tag, a", "label, caller", "address, 127.0.0.1", "flags, all"})
    void mediaOfThePartyThatIsNamedAreBlocked(String key, String value) throws Exception {
        call("set-label=caller");
        command("block media", key, value);
        a.sends(1);
        b.expectsNothing();
        if (key.equals("from-tag")) {
            b.sends(2);
            a.expects(2);
        }
        command("unblock media", key, value);
        a.sends(3);
        b.expects(3);
    }

    @Test
    void silenceTakesThePlaceOfSpeechAndEventsAreLeftOut() throws Exception {
        call("");
        command("silence media", "from-tag", "a");
        a.sendsRaw(rtp(8, 1));
        b.expects(SILENCE_ALAW);
        a.sendsRaw(rtp(101, 2));
        a.sendsRaw(rtp(96, 3));                                        // of a codec whose silence is not known
        b.expectsNothing();
        command("unsilence media", "from-tag", "a");
        a.sendsRaw(rtp(101, 4));
        b.expects(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void telephoneEventsAreBlockedByCommandOrOption(boolean option) throws Exception {
        call(option ? "block-DTMF" : "");
        if (!option) command("block DTMF", "from-tag", "a");
        a.sendsRaw(rtp(101, 1));
        b.expectsNothing();
        a.sendsRaw(rtp(8, 2));
        b.expects(2);
        command("unblock DTMF", "from-tag", "a");
        a.sendsRaw(rtp(101, 3));
        b.expects(3);
    }

    @Test
    void aCommandThatNamesNobodyIsRefused() {
        call("");
        assertThat(ng.command(NgClient.named("block media").put("call-id", "call")).text("error-reason").orElseThrow()).contains("from-tag");
        assertThat(ng.command(NgClient.named("block media").put("call-id", "none").put("from-tag", "a")).text("error-reason")).contains("Unknown call-id");
        assertThat(ng.command(NgClient.named("start forwarding").put("call-id", "call")).text("error-reason").orElseThrow()).contains("start-forwarding");
    }

    @Test
    void partiesHearThemselvesIfMediaAreEchoed() throws Exception {
        call("media-echo=both");
        a.sends(1);
        a.expects(1);
        b.sends(2);
        b.expects(2);
    }

    @Test
    void nothingPassesABlackHole() throws Exception {
        call("media-echo=blackhole");
        a.sends(1);
        b.sends(2);
        a.expectsNothing();
        b.expectsNothing();
    }

    @Test
    void anEmptyDatagramOpensTheWayThroughTheNat() throws Exception {
        call("pierce-NAT");
        assertThat(a.receivesEmpty()).isTrue();
    }

    @Test
    void withoutALearntSourceRtcpTeachesNoRtpPort() throws Exception {
        call("");
        a.sendsMuxed(new RtcpPacket.Goodbye(List.of(1)));
        a.sends(1);
        b.expects(1);
        assertThat(explained()).contains("RTCP on an RTP port that was not learnt yet");
    }

    private String explained() throws Exception {
        return new LoopCall(relay.control()).call(() -> new CliCommands(relay.console()).run("call call explain"));
    }

    @Test
    void mediaGoFromIpv4ToIpv6AndBack() throws Exception {
        try (RtpParty six = new RtpParty(0xCCCC, InetAddress.ofLiteral("::1"))) {
            six.got(sdp(ng.command(NgClient.named("offer").put("call-id", "call").put("from-tag", "a").put("sdp", a.sdp()).put("rtpp-flags",
                    "address-family=IP6"))));
            a.got(sdp(ng.answer("call", "a", "six", six.sdp())));
            a.sends(1);
            six.expects(1);
            six.sends(2);
            a.expects(2);
        }
    }

    @Test
    void strictSourceForAllCallsIsASetting() throws Exception {
        stop();
        relay = TestRelay.on(22_900, new LearningProperties(true, false), CallbackProperties.NONE, Duration.ofSeconds(60));
        open();
        call("");
        a.sends(1);
        b.expects(1);
        try (RtpParty stranger = new RtpParty(0xDDDD)) {
            stranger.got(a.sdp().replace("m=audio " + a.port(), "m=audio " + a.relayRtp()));
            stranger.sends(9);
            b.expectsNothing();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"GENERIC|teardown|[call]", "SEMS|di|[sbc, postControlCmd, b, teardown]", "KAMAILIO|dlg.terminate_dlg|[call, a, b]"})
    void theControllerIsToldOfACallThatTimedOut(CallbackProperties.Format format, String method, String parameters) throws Exception {
        BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        CommandTable commands = CommandTable.withBuiltIns("controller", Clock.systemUTC());
        commands.register(List.of(ControlCommand.of(method, "", p -> calls.add(p.values().toString()))));
        stop();
        try (ControlListener controller = ControlListener.open(new InetSocketAddress("127.0.0.1", 0), new ControlEndpoint(commands,
                AllowedNetworks.of(List.of()), new SimpleMeterRegistry()))) {
            relay = TestRelay.on(22_900, LearningProperties.DEFAULT, new CallbackProperties("%%:" + controller.localAddress().getPort(), format),
                    Duration.ofMillis(500));
            open();
            call("");
            String told = calls.poll(15, TimeUnit.SECONDS);
            if (format == CallbackProperties.Format.SEMS) told = calls.poll(15, TimeUnit.SECONDS);    // the first is about tag a
            assertThat(told).isEqualTo(parameters);
            assertThat(relay.sessions()).isZero();
        }
    }
}
