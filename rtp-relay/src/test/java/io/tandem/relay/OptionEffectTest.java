package io.tandem.relay;

import java.util.List;
import java.util.Map;

import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What options do to the description that the other party gets, each given as {@code rtpp-flags}. */
class OptionEffectTest {
    private static final String RICH = """
            v=0
            o=alice 5 9 IN IP4 127.0.0.1
            s=call
            c=IN IP4 127.0.0.1
            t=0 0
            a=group:BUNDLE 0
            m=audio 4000 RTP/AVPF 8 101
            a=rtpmap:8 PCMA/8000
            a=rtpmap:101 telephone-event/8000
            a=rtcp-fb:* nack
            a=extmap:1 urn:x:one
            a=extmap:2 urn:x:two
            a=candidate:1 1 UDP 1 127.0.0.1 4000 typ host
            a=ice-ufrag:abcd
            a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x
            a=fingerprint:sha-256 00
            a=rtcp-mux
            a=x-kept:1
            """.replace("\n", "\r\n");

    private RelayNode relay;
    private NgClient ng;

    @BeforeEach
    void start() throws Exception {
        relay = TestRelay.on(22_800);
        ng = new NgClient(relay.controlAddress(), Encoding.JSON);
    }

    @AfterEach
    void stop() {
        ng.close();
        relay.close();
    }

    private Value.Dictionary offer(String flags, String sdp) {
        return ng.command(NgClient.named("offer").put("call-id", "call").put("from-tag", "a").put("sdp", sdp).put("rtpp-flags", flags));
    }

    private String offered(String flags) {
        Value.Dictionary reply = offer(flags, RICH);
        assertThat(reply.text("warning")).as(flags).isEmpty();
        return reply.text("sdp").orElseThrow();
    }

    @Test
    void withoutOptionsWhatIsNotTheRelaysPasses() {
        assertThat(offered("trust-address")).contains("o=alice 5 9 IN IP4 127.0.0.1", "s=call", " RTP/AVPF 8 101", "a=rtcp-fb:* nack", "a=extmap:1 urn:x:one",
                "a=x-kept:1", "a=sendrecv", "a=rtcp-mux", "a=rtcp:228", "a=crypto:1", "a=fingerprint:sha-256")
                .doesNotContain("candidate", "ice-ufrag", "BUNDLE");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "transport-protocol=RTP/AVP                | RTP/AVP 8         | rtcp-fb",
        "transport_protocol=RTP/AVPF               | RTP/AVPF 8        | RTP/AVP 8",
        "strip-extmap                              | x-kept            | extmap",
        "extmap-strip=urn:x:one                    | urn:x:two         | urn:x:one",
        "original-sendrecv                         | x-kept            | sendrecv",
        "inactive                                  | a=inactive        | sendrecv",
        "no-rtcp-attribute                         | a=rtcp-mux        | a=rtcp:",
        "full-rtcp-attribute                       | IN IP4 127.0.0.1  | nothing",
        "rtcp-mux-reject                           | a=rtcp:           | rtcp-mux",
        "rtcp-mux=demux                            | a=rtcp:           | rtcp-mux",
        "rtcp-mux-require                          | a=rtcp-mux        | a=rtcp:",
        "generate-mid                              | a=mid:0           | nothing",
        "SDES-off                                  | fingerprint       | a=crypto",
        "DTLS=off                                  | a=crypto          | fingerprint",
        "media-address=192.0.2.77                  | c=IN IP4 192.0.2.77 | c=IN IP4 127",
        "direction=inside direction=outside        | c=IN IP4 198.51.100.1 | c=IN IP4 127",
        "to-interface=outside                      | c=IN IP4 198.51.100.1 | c=IN IP4 127",
        "address-family=IP6                        | c=IN IP6 0:0:0:0:0:0:0:1 | c=IN IP4",
        "replace-origin direction=inside direction=outside | o=alice 5 9 IN IP4 198.51.100.1 | o=alice 5 9 IN IP4 127",
        "replace=[username session-name]           | o=- 5 9           | alice",
        "sdp-media-remove=audio                    | m=audio 0         | candidate",
        "sdp-attr={audio={remove=[x-kept] add=[x-new:2]}} | a=x-new:2  | x-kept",
        "loop-protect                              | a=rtpengine:      | nothing"})
    void anOptionShowsInTheDescription(String flags, String has, String hasNot) {
        assertThat(offered(flags)).contains(has).doesNotContain(hasNot);
    }

    @Test
    void aDescriptionThatComesBackPassesUnchangedIfLoopsAreGuardedAgainst() {
        String once = offered("loop-protect");
        int ports = relay.portsInUse();
        assertThat(offer("loop-protect", once).text("sdp")).contains(once);
        assertThat(relay.portsInUse()).isEqualTo(ports);
    }

    @Test
    void profilesWithAndWithoutFeedbackAreConvertedThereAndBack() {
        offered("transport-protocol=RTP/AVP");
        String answer = RICH.replace("RTP/AVPF", "RTP/AVP").replace("a=rtcp-fb:* nack\r\n", "");
        String answered = ng.answer("call", "a", "b", answer).text("sdp").orElseThrow();
        assertThat(answered).contains("RTP/AVPF 8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "transport-protocol=RTP/XYZ|option 'transport-protocol' has no effect: 'RTP/XYZ' is none of [RTP/AVP, RTP/AVPF, RTP/SAVP,",
        "from-tags=a|option 'from-tags' has no effect", "dance|unknown option 'dance'",
        "direction=moon direction=inside|unknown interface 'moon'"})
    void whatCannotBeDoneIsNamedInTheWarning(String flags, String warning) {
        Value.Dictionary reply = offer(flags, RICH);
        assertThat(reply.text("result")).contains("ok");
        assertThat(reply.text("warning").orElseThrow()).contains(warning);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"TOS=300|Invalid TOS '300'", "address-family=IP5|Unknown address family 'IP5'",
        "media-address=host.example|Invalid address 'host.example'", "endpoint-learning=psychic|Unknown endpoint-learning mode 'psychic'",
        "media-echo=up|Unknown value 'up' of media-echo", "sdp-attr={audio={add=[]}} drop-traffic=maybe|Unknown value 'maybe' of drop-traffic"})
    void aValueThatIsNoneIsRefusedAndLeavesNothing(String flags, String reason) {
        assertThat(offer(flags, RICH).text("error-reason").orElseThrow()).startsWith(reason);
        assertThat(relay.sessions()).isZero();
        long end = System.nanoTime() + 2_000_000_000L;
        while (relay.portsInUse() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(relay.portsInUse()).isZero();
    }

    @Test
    void labelsAndMetadataAreShownByQuery() {
        offer("set-label=caller metadata=customer-7", RICH);
        Value.Dictionary reply = ng.command(NgClient.named("query").put("call-id", "call"));
        assertThat(reply.text("metadata")).contains("customer-7");
        assertThat(reply.dictionary("tags").orElseThrow().dictionary("a").orElseThrow().text("label")).contains("caller");
    }

    @Test
    void theReplyOfQueryHasTheLayoutThatClientsKnow() {
        offer("strict-source media-handover", RICH);
        ng.answer("call", "a", "b", RICH);
        Value.Dictionary reply = ng.command(NgClient.named("query").put("call-id", "call"));
        assertThat(reply.entries()).containsOnlyKeys("result", "created", "created_us", "created_ts", "last signal", "last redis update", "SSRC", "tags",
                "totals", "recording");
        Value.Dictionary tag = reply.dictionary("tags").orElseThrow().dictionary("a").orElseThrow();
        assertThat(tag.entries()).containsOnlyKeys("tag", "tag-aliases", "created", "subscriptions", "subscribers", "medias", "VSC", "recording");
        Value.Dictionary media = first(tag, "medias");
        assertThat(media.entries()).containsOnlyKeys("index", "type", "protocol", "codec", "streams", "flags", "ingress SSRCs", "egress SSRCs");
        Value.Dictionary stream = first(media, "streams");
        assertThat(stream.entries().keySet()).containsExactly("local port", "local address", "family", "endpoint", "advertised endpoint", "last packet",
                "last kernel packet", "last user packet", "flags", "stats", "stats_out");
        assertThat(texts(stream, "flags")).containsExactly("RTP", "filled", "strict source address", "media handover");
        assertThat(texts(media, "flags")).contains("initialized", "rtcp-mux", "send", "recv", "passthru");
        assertThat(stream.dictionary("endpoint").orElseThrow().entries()).isEqualTo(Map.of("family", new Value.Text("IPv4"), "address",
                new Value.Text("127.0.0.1"), "port", new Value.Number(4000)));
    }

    private static Value.Dictionary first(Value.Dictionary dictionary, String key) {
        return (Value.Dictionary) ((Value.Items) dictionary.entries().get(key)).items().getFirst();
    }

    private static List<String> texts(Value.Dictionary dictionary, String key) {
        return ((Value.Items) dictionary.entries().get(key)).items().stream().map(value -> value.asText().orElseThrow()).toList();
    }

    @Test
    void statisticsHaveTheirGroups() {
        offer("", RICH);
        Value.Dictionary statistics = ng.command(NgClient.named("statistics")).dictionary("statistics").orElseThrow();
        assertThat(statistics.entries()).containsOnlyKeys("currentstatistics", "totalstatistics", "intervalstatistics",
                "mos", "voip_metrics", "controlstatistics", "interfaces",
                "transcoders");
        Value.Dictionary proxy = first(statistics.dictionary("controlstatistics").orElseThrow(), "proxies");
        assertThat(proxy.text("proxy")).contains("127.0.0.1");
        assertThat(proxy.text("offercount")).contains("1");
        Value.Dictionary ports = first(statistics, "interfaces").dictionary("ports").orElseThrow();
        assertThat(ports.entries()).containsOnlyKeys("min", "max", "used", "used_pct", "free", "totals");
        assertThat(ports.text("used")).contains("4");
    }
}
