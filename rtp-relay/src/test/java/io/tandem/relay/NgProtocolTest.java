package io.tandem.relay;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.pipeline.EngineChoice;
import io.tandem.relay.port.PortProperties;
import io.tandem.relay.session.SessionProperties;
import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The ng protocol over a real socket, in both encodings. */
@ParameterizedClass
@EnumSource
class NgProtocolTest {
    private static final String SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n";
    private static final String NOT_FOUND = "Call-ID not found or tags didn't match";

    @Parameter Encoding encoding;

    private RelayNode relay;
    private NgClient ng;

    @BeforeEach
    void start() throws Exception {
        MediaProperties media = new MediaProperties(List.of(
                new MediaProperties.Interface("inside", InetAddress.ofLiteral("127.0.0.1"), Optional.empty()),
                new MediaProperties.Interface("outside", InetAddress.ofLiteral("127.0.0.2"),
                        Optional.of(InetAddress.ofLiteral("198.51.100.1")))),
                184, 65_536, LearningMode.HEURISTIC, EngineChoice.EPOLL, 1, 0, 0);
        SessionProperties session = new SessionProperties(Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO,
                Duration.ofSeconds(30), 3);
        relay = new RelayNode(new ControlProperties("127.0.0.1", 0), media, new PortProperties(22_400, 22_499, Duration.ZERO), session,
                InstantSource.system());
        ng = new NgClient(relay.controlAddress(), encoding);
    }

    @AfterEach
    void stop() {
        ng.close();
        relay.close();
    }

    private Value.Builder offer(String callId) {
        return NgClient.named("offer").put("call-id", callId).put("from-tag", "a").put("sdp", SDP);
    }

    private Value.Dictionary run(Value.Builder command) {
        return ng.command(command);
    }

    private static void assertError(Value.Dictionary reply, String reason) {
        assertThat(reply.text("result")).contains("error");
        assertThat(reply.text("error-reason").orElseThrow()).startsWith(reason);
    }

    @Test
    void pingIsAnsweredInTheEncodingOfTheRequest() {
        assertThat(run(NgClient.named("ping")).text("result")).contains("pong");
        assertThat(ng.raw("c d7:command4:pinge")).isEqualTo("c d6:result4:ponge");
        assertThat(ng.raw("d {\"command\":\"ping\"}")).isEqualTo("d {\"result\":\"pong\"}");
    }

    @Test
    void aRepeatedCookieGetsTheStoredReplyAndRunsNothing() {
        String command = new String(encoding.encode(offer("once").build()), StandardCharsets.ISO_8859_1);
        String first = ng.raw("7_1 " + command);
        assertThat(ng.raw("7_1 " + command)).isEqualTo(first);
        assertThat(ng.raw("7_1 d7:command4:pinge")).isEqualTo(first);
        run(NgClient.named("delete").put("call-id", "once").put("delete-delay", 0));
        assertThat(ng.raw("7_1 " + command)).isEqualTo(first);
        assertThat(relay.sessions()).isZero();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertError(run(Value.Dictionary.with("call-id", "x")), "Dictionary contains no key \"command\"");
        assertError(run(NgClient.named("dance")), "Unrecognized command");
        assertError(run(NgClient.named("offer").put("from-tag", "a").put("sdp", SDP)), "No call-id in message");
        assertError(run(NgClient.named("offer").put("call-id", "x").put("sdp", SDP)), "No from-tag in message");
        assertError(run(NgClient.named("offer").put("call-id", "x").put("from-tag", "a")), "No SDP body in message");
        assertError(run(NgClient.named("answer").put("call-id", "x").put("from-tag", "a").put("sdp", SDP)), "No to-tag in message");
        assertError(run(NgClient.named("delete")), "No call-id in message");
        assertThat(relay.sessions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "v=0\r\nm=audio\r\n",
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 host.example\r\nm=audio 4000 RTP/AVP 8\r\n",
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nm=audio 4000 RTP/AVP 8\r\n",
                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\nm=audio 99999 RTP/AVP 8\r\n"})
    void malformedSdpIsNamedAndLeavesNothing(String sdp) {
        assertError(run(NgClient.named("offer").put("call-id", "x").put("from-tag", "a").put("sdp", sdp)), "Failed to parse SDP: ");
        assertThat(relay.sessions()).isZero();
        assertThat(relay.portsInUse()).isZero();
    }

    @Test
    void malformedPayloadIsNamed() {
        assertThat(ng.raw("c1 rubbish")).contains("Could not decode bencode dictionary");
        assertThat(ng.raw("c2 {\"command\"")).contains("Failed to parse JSON");
        assertThat(ng.raw("c3 l4:pinge")).contains("Could not decode bencode dictionary: not a dictionary");
    }

    @Test
    void anUnknownCallIsAnErrorForAnswerAndQueryAndAWarningForDelete() {
        assertError(run(NgClient.named("answer").put("call-id", "no").put("from-tag", "a").put("to-tag", "b").put("sdp", SDP)),
                "Unknown call-id");
        assertError(run(NgClient.named("query").put("call-id", "no")), "Unknown call-id");
        Value.Dictionary reply = run(NgClient.named("delete").put("call-id", "no"));
        assertThat(reply.text("result")).contains("ok");
        assertThat(reply.text("warning")).contains(NOT_FOUND);
        assertError(run(NgClient.named("delete").put("call-id", "no").put("flags", new Value.Items(List.of(new Value.Text("fatal"))))),
                NOT_FOUND);
    }

    @Test
    void listNamesCallsUpToTheLimit() {
        run(offer("one"));
        run(offer("two"));
        assertThat(run(NgClient.named("list")).entries().get("calls")).isEqualTo(new Value.Items(List.of(new Value.Text("one"),
                new Value.Text("two"))));
        assertThat(run(NgClient.named("list").put("limit", 1)).entries().get("calls"))
                .isEqualTo(new Value.Items(List.of(new Value.Text("one"))));
        assertError(run(NgClient.named("list").put("limit", "many")), "Invalid limit 'many'");
    }

    @Test
    void theSessionLimitIsToldInTheWayTheClientUnderstands() {
        for (String id : List.of("1", "2", "3")) assertThat(run(offer(id)).text("result")).contains("ok");
        assertError(run(offer("4")), "Parallel session limit reached");
        Value.Builder aware = offer("5").put("supports", new Value.Items(List.of(new Value.Text("load limit"))));
        assertThat(run(aware).text("result")).contains("load limit");
        assertThat(run(offer("1")).text("result")).contains("ok");
    }

    @Test
    void statisticsCountWhatHappened() {
        run(offer("one"));
        run(NgClient.named("answer").put("call-id", "no").put("from-tag", "a").put("to-tag", "b").put("sdp", SDP));
        Value.Dictionary statistics = run(NgClient.named("statistics")).dictionary("statistics").orElseThrow();
        assertThat(statistics.dictionary("currentstatistics").orElseThrow().text("sessionstotal")).contains("1");
        assertThat(statistics.dictionary("totalstatistics").orElseThrow().text("managedsessions")).contains("1");
        assertThat(statistics.dictionary("controlstatistics").orElseThrow().text("totalanswererrors")).contains("1");
    }

    @Test
    void queryShowsTagsStreamsAndFlags() {
        run(offer("one"));
        run(NgClient.named("answer").put("call-id", "one").put("from-tag", "a").put("to-tag", "b").put("sdp", SDP));
        Value.Dictionary reply = run(NgClient.named("query").put("call-id", "one"));
        assertThat(reply.entries()).containsKeys("created", "last signal", "SSRC", "tags", "totals");
        Value.Dictionary party = reply.dictionary("tags").orElseThrow().dictionary("b").orElseThrow();
        Value.Dictionary media = (Value.Dictionary) ((Value.Items) party.entries().get("medias")).items().getFirst();
        assertThat(media.text("type")).contains("audio");
        Value.Dictionary stream = (Value.Dictionary) ((Value.Items) media.entries().get("streams")).items().getFirst();
        assertThat(stream.dictionary("endpoint").orElseThrow().text("port")).contains("4000");
        assertThat(stream.dictionary("stats").orElseThrow().text("packets")).contains("0");
        assertThat(((Value.Items) stream.entries().get("flags")).items()).contains(new Value.Text("RTP"), new Value.Text("filled"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"rtpp-flags|replace-origin ICE=remove codec-mask-G722", "RTPP_Flags|trust-address Replace_Origin",
        "flags|replace origin", "replace|origin"})
    void optionsAreUnderstoodInEverySpelling(String key, String options) {
        Value value = key.equals("rtpp-flags") || key.equals("RTPP_Flags") ? new Value.Text(options)
                : new Value.Items(List.of(new Value.Text(options)));
        assertThat(run(offer("one").put(key, value)).text("sdp").orElseThrow()).contains("o=- 1 1 IN IP4 127.0.0.1");
        Value.Dictionary moved = run(offer("two").put(key, value).put("media address", "203.0.113.5"));
        assertThat(moved.text("sdp").orElseThrow()).contains("o=- 1 1 IN IP4 203.0.113.5", "c=IN IP4 203.0.113.5");
    }

    @Test
    void directionChoosesInterfacesAndAnUnknownOneIsWarnedOf() {
        Value.Builder outside = offer("one").put("direction", new Value.Items(List.of(new Value.Text("inside"),
                new Value.Text("outside"))));
        assertThat(run(outside).text("sdp").orElseThrow()).contains("c=IN IP4 198.51.100.1");
        Value.Dictionary unknown = run(offer("two").put("rtpp-flags", "direction=inside,moon"));
        assertThat(unknown.text("warning").orElseThrow()).contains("moon");
        assertThat(unknown.text("sdp").orElseThrow()).contains("c=IN IP4 127.0.0.1");
    }

    @Test
    void sourceAddressWinsOverSdpOnlyWhenAskedFor() {
        Value.Items received = new Value.Items(List.of(new Value.Text("IP4"), new Value.Text("127.0.0.9")));
        run(offer("trusted").put("received-from", received).put("flags", new Value.Items(List.of(new Value.Text("trust-address")))));
        run(offer("mistrusted").put("received-from", received).put("flags",
                new Value.Items(List.of(new Value.Text("SIP-source-address")))));
        assertThat(endpointOf("trusted")).contains("127.0.0.1");
        assertThat(endpointOf("mistrusted")).contains("127.0.0.9");
    }

    private Optional<String> endpointOf(String callId) {
        Value.Dictionary party = run(NgClient.named("query").put("call-id", callId)).dictionary("tags").orElseThrow().dictionary("a")
                .orElseThrow();
        Value.Dictionary media = (Value.Dictionary) ((Value.Items) party.entries().get("medias")).items().getFirst();
        Value.Dictionary stream = (Value.Dictionary) ((Value.Items) media.entries().get("streams")).items().getFirst();
        return stream.dictionary("advertised endpoint").orElseThrow().text("address");
    }

    @Test
    void aRefusedMediaLineKeepsItsPlaceWithoutPorts() {
        Value.Dictionary reply = run(offer("one").put("sdp", SDP + "m=video 0 RTP/AVP 96\r\nm=image 5000 udptl t38\r\n"));
        assertThat(reply.text("sdp").orElseThrow()).contains("m=video 0 RTP/AVP 96", "m=image 22").doesNotContain("m=image 5000");
        assertThat(relay.portsInUse()).isEqualTo(8);
    }
}
