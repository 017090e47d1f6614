package io.tandem.proxy.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tandem.sip.message.SipUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SipTargetsTest {

    /** Records by name. What is not there does not exist, and of names that begin with {@code away} nobody knows anything. */
    private record Zone(Map<String, List<String>> addresses, Map<String, List<ServiceRecord>> services, Map<String, List<NamingRecord>> naming) implements Dns {
        private static <T> CompletionStage<List<T>> answer(String name, Map<String, List<T>> records) {
            return name.contains("away") ? CompletableFuture.failedFuture(new NoAnswerException(name))
                    : CompletableFuture.completedFuture(records.getOrDefault(name, List.of()));
        }

        @Override public CompletionStage<List<InetAddress>> hosts(String name) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override public CompletionStage<List<InetAddress>> addresses(String name) {
            return answer(name, addresses).thenApply(found -> found.stream().map(InetAddress::ofLiteral).toList());
        }

        @Override public CompletionStage<List<ServiceRecord>> services(String name) { return answer(name, services); }

        @Override public CompletionStage<List<NamingRecord>> naming(String name) { return answer(name, naming); }
    }

    private static final Zone ZONE = new Zone(
            Map.of("plain.example", List.of("192.0.2.1", "2001:db8::1"), "a.example", List.of("192.0.2.2"), "b.example", List.of("192.0.2.3")),
            Map.of("_sip._udp.srv.example", List.of(new ServiceRecord(1, 0, 5080, "a.example")),
                    "_sip._tcp.srv.example", List.of(new ServiceRecord(2, 0, 5082, "a.example"), new ServiceRecord(1, 0, 5081, "b.example")),
                    "_sips._tcp.srv.example", List.of(new ServiceRecord(1, 0, 5083, "b.example")),
                    "_sip._udp.closed.example", List.of(new ServiceRecord(0, 0, 0, "")),
                    "_sip._udp.half.example", List.of(new ServiceRecord(1, 0, 5084, "away.example"), new ServiceRecord(2, 0, 5085, "a.example")),
                    "_sip._udp.gone.example", List.of(new ServiceRecord(1, 0, 5084, "away.example"))),
            Map.of("naptr.example", List.of(new NamingRecord(2, 1, "s", "SIP+D2U", "_sip._udp.srv.example"),
                    new NamingRecord(1, 1, "s", "SIPS+D2T", "_sips._tcp.srv.example"), new NamingRecord(0, 1, "u", "E2U+sip", ""),
                    new NamingRecord(0, 2, "s", "SIP+D2S", "_sip._sctp.srv.example"))));
    private final SipTargets targets = new SipTargets(ZONE, new Random(1));

    private String of(String uri) {
        return targets.of(SipUri.parse(uri)).toCompletableFuture().join().stream().map(SipTarget::toString).toList().toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "sip:x@192.0.2.9 | [192.0.2.9:5060;transport=udp]", "sip:x@192.0.2.9:5070;transport=TCP | [192.0.2.9:5070;transport=tcp]",
        "sips:x@192.0.2.9 | [192.0.2.9:5061;transport=tls]", "sips:x@192.0.2.9;transport=tcp | [192.0.2.9:5061;transport=tls]",
        "sip:x@[2001:db8::9] | [[2001:db8:0:0:0:0:0:9]:5060;transport=udp]", "sip:x@plain.example;maddr=192.0.2.9 | [192.0.2.9:5060;transport=udp]",
        "sip:x@plain.example:5070 | [192.0.2.1:5070;transport=udp, [2001:db8:0:0:0:0:0:1]:5070;transport=udp]",
        "sip:x@a.example | [192.0.2.2:5060;transport=udp]", "sips:x@a.example | [192.0.2.2:5061;transport=tls]",
        "sip:x@a.example;transport=tls | [192.0.2.2:5061;transport=tls]", "sip:x@a.example;transport=ws | []",
        "sip:x@srv.example | [192.0.2.2:5080;transport=udp, 192.0.2.3:5081;transport=tcp, 192.0.2.2:5082;transport=tcp]",
        "sip:x@srv.example:5060 | []", "sip:x@srv.example;transport=tcp | [192.0.2.3:5081;transport=tcp, 192.0.2.2:5082;transport=tcp]",
        "sips:x@srv.example | [192.0.2.3:5083;transport=tls]", "sip:x@naptr.example | [192.0.2.3:5083;transport=tls, 192.0.2.2:5080;transport=udp]",
        "sips:x@naptr.example | [192.0.2.3:5083;transport=tls]", "sip:x@closed.example | []", "sip:x@none.example | []",
        "sip:x@half.example | [192.0.2.2:5085;transport=udp]"})
    void placesAreFoundAsTheRfcSays(String uri, String places) {
        assertThat(of(uri)).isEqualTo(places);
    }

    @ParameterizedTest
    @CsvSource({"sip:x@away.example", "sip:x@away.example:5060", "sip:x@away.example;transport=tcp", "sip:x@gone.example"})
    void withoutAnyAnswerThereIsNone(String uri) {
        assertThatThrownBy(() -> targets.of(SipUri.parse(uri)).toCompletableFuture().get()).hasCauseInstanceOf(Dns.NoAnswerException.class);
    }

    @Test void serversOfOnePriorityShareCallsByWeight() {
        List<ServiceRecord> records = List.of(new ServiceRecord(1, 3, 1, "a"), new ServiceRecord(1, 1, 2, "b"), new ServiceRecord(1, 0, 3, "c"),
                new ServiceRecord(0, 0, 4, "first"));
        Random random = new Random(7);
        List<List<ServiceRecord>> orders = IntStream.range(0, 4000).mapToObj(_ -> ServiceRecord.ordered(records, random)).toList();
        assertThat(orders).allSatisfy(order -> assertThat(order).hasSize(4).startsWith(records.getLast()).containsAll(records));
        assertThat(second(orders, "a")).isCloseTo(2400, within(150L)); // 3 of 0..4: the sum of weights and one more
        assertThat(second(orders, "b")).isCloseTo(800, within(150L));
        assertThat(second(orders, "c")).isCloseTo(800, within(150L));
    }

    private static long second(List<List<ServiceRecord>> orders, String target) {
        return Stream.ofNullable(orders).flatMap(List::stream).filter(order -> order.get(1).target().equals(target)).count();
    }
}
