package io.tandem.lb.target;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

import io.tandem.lb.socket.HostPort;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.time.ManualScheduler;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class ProberTest {

    private record Sent(PeerAddress target, SipMessage message) {}

    private final ManualScheduler time = new ManualScheduler();
    private final Deque<Sent> sent = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private Proxies proxies = new Proxies(List.of());
    private Prober prober = prober(properties(1, 1));

    private static TargetProperties properties(int failures, int successes) {
        return new TargetProperties(List.of(new TargetProperties.Proxy("10.0.0.1:5062", 1), new TargetProperties.Proxy("10.0.0.2:5062", 1)),
                Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(2), failures, successes, Duration.ofMillis(400),
                Duration.ofSeconds(64), Duration.ofMinutes(5));
    }

    private Prober prober(TargetProperties properties) {
        proxies = new Proxies(properties);
        prober = new Prober(proxies, properties, new HostPort("10.0.0.9", 5060), time, (target, data, length) -> {
            sent.add(new Sent(target, SipMessage.parse(Arrays.copyOf(data, length))));
            asked.add(target.getAddress().getHostAddress());
        });
        return prober;
    }

    private void answerAll(String except) {
        while (!sent.isEmpty()) {
            Sent probe = sent.poll();
            if (!probe.message().requestUri().contains(except)) {
                assertThat(answer(probe)).isTrue();
            }
        }
    }

    private boolean answer(Sent probe) {
        byte[] branch = probe.message().topVia().branch().orElseThrow().getBytes(US_ASCII);
        return prober.take(branch, 0, branch.length);
    }

    private PeerAddress proxyOf(String callId) {
        byte[] bytes = callId.getBytes(US_ASCII);
        PeerAddress proxy = proxies.forCallId(bytes, 0, bytes.length, time.nanoTime());
        assertThat(proxy).isNotNull();
        return proxy;
    }

    private PeerAddress following(String callId) {
        byte[] bytes = callId.getBytes(US_ASCII);
        PeerAddress proxy = proxies.following(bytes, 0, bytes.length, time.nanoTime());
        assertThat(proxy).isNotNull();
        return proxy;
    }

    /** A Call-ID of the first proxy. */
    private String callOf(String host, int number) {
        for (int i = 0; ; i++) {
            String callId = "call-" + number + "-" + i;
            if (proxyOf(callId).getAddress().getHostAddress().equals(host)) {
                return callId;
            }
        }
    }

    private void request(PeerAddress proxy) {
        proxies.sent(proxy, time.nanoTime());
    }

    @Test
    void proxiesThatAnswerAreUpAndAskedEveryTenSeconds() {
        prober.start();
        assertThat(asked).hasSize(2);
        for (int i = 0; i < 5; i++) {
            answerAll("nobody");
            time.passes(Duration.ofSeconds(10));
        }
        assertThat(asked).hasSize(12);
        assertThat(proxies.upCount()).isEqualTo(2);
    }

    /** Calls come with the addresses, before the role is told. */
    @Test
    void noProxyIsDownForAStandbyThatCannotHearIt() {
        prober.start();
        proxies.afresh(true);
        time.passes(Duration.ofMinutes(5));
        proxyOf("call-1");
        proxies.afresh(false);
        time.passes(Duration.ofSeconds(5));
        byte[] callId = "call-1".getBytes(US_ASCII);
        assertThat(proxies.forCallId(callId, 0, callId.length, time.nanoTime())).as("silent beside the active node, too").isNull();
        proxies.afresh(true);
        proxyOf("call-1");
    }

    /** On a standby answers go to the other node: when it becomes active, calls need not wait for the next probe. */
    @Test
    void whoWasNotHeardByAStandbyIsAskedAtOnceAndTakesCallsMeanwhile() {
        prober.start();
        time.passes(Duration.ofSeconds(5));
        byte[] callId = "call-1".getBytes(US_ASCII);
        assertThat(proxies.forCallId(callId, 0, callId.length, time.nanoTime())).isNull();
        sent.clear();
        proxies.afresh(false);
        proxyOf("call-1");
        assertThat(sent).hasSize(2);
        time.passes(Duration.ofMillis(1900)); // older probes are overdue: they say nothing
        proxyOf("call-1");
        answerAll("10.0.0.2");
        assertThat(proxies.upCount()).isEqualTo(1);
        assertThat(proxyOf("call-1").getAddress().getHostAddress()).isEqualTo("10.0.0.1");
    }

    /** A probe went to a proxy that was being restarted: when its silence is noticed, it may be there. */
    @Test
    void whoIsFoundSilentIsAskedAgainAtOnce() {
        prober.start();
        answerAll("nobody");
        time.passes(Duration.ofSeconds(10));
        answerAll("10.0.0.1");
        time.passes(Duration.ofSeconds(2));
        assertThat(proxies.upCount()).isEqualTo(1);
        answerAll("nobody");
        assertThat(proxies.upCount()).isEqualTo(2);
    }

    /** The first word of one that was started again; what it says after that changes nothing until the next probe. */
    @Test
    void whoIsDownAndSpeaksIsAskedAtOnceAndOnce() {
        prober.start();
        answerAll("10.0.0.2");
        time.passes(Duration.ofSeconds(2));
        time.passes(Duration.ofMillis(500));
        sent.clear();
        asked.clear();
        PeerAddress silent = proxies.all().getLast().address;
        proxies.heard(silent);
        proxies.heard(silent);
        assertThat(asked).containsExactly("10.0.0.2");
        assertThat(proxies.upCount()).as("before it has answered").isEqualTo(1);
        answerAll("nobody");
        assertThat(proxies.upCount()).isEqualTo(2);
    }

    @Test
    void theProbeIsAnOptionsWithEverythingThatARequestNeeds() {
        prober.start();
        SipMessage probe = sent.getFirst().message();
        assertThat(probe.method()).isEqualTo("OPTIONS");
        assertThat(probe.requestUri()).isEqualTo("sip:10.0.0.1:5062");
        assertThat(probe.from().tag()).isPresent();
        assertThat(probe.topVia().sentBy()).isEqualTo("10.0.0.9:5060");
        assertThat(probe.header("Max-Forwards")).contains("1");
        assertThat(probe.cSeq()).isEqualTo(1);
    }

    @Test
    void aSilentProxyGoesDownAndComesBackWithinASecond() {
        prober.start();
        answerAll("10.0.0.2");
        time.passes(Duration.ofSeconds(2));
        assertThat(proxies.states()).containsEntry("10.0.0.1:5062", TargetState.ACTIVE).containsEntry("10.0.0.2:5062", TargetState.DOWN);
        for (int call = 0; call < 100; call++) {
            assertThat(proxyOf("call" + call).getAddress().getHostAddress()).isEqualTo("10.0.0.1");
        }
        sent.clear();
        asked.clear();
        time.passes(Duration.ofSeconds(1));
        assertThat(asked).containsExactly("10.0.0.2");
        answerAll("nobody");
        assertThat(proxies.upCount()).isEqualTo(2);
    }

    @Test
    void thresholdsCountProbesInARow() {
        prober(properties(3, 2)).start();
        for (int i = 0; i < 2; i++) {
            answerAll("10.0.0.2");
            time.passes(Duration.ofSeconds(10));
        }
        answerAll("nobody");
        time.passes(Duration.ofSeconds(2));
        assertThat(proxies.upCount()).as("two failures, then an answer").isEqualTo(2);
        for (int i = 0; i < 4; i++) {
            time.passes(Duration.ofSeconds(8));
            answerAll("10.0.0.2");
            time.passes(Duration.ofSeconds(2));
        }
        assertThat(proxies.states()).containsEntry("10.0.0.2:5062", TargetState.DOWN);
        sent.clear();
        time.passes(Duration.ofSeconds(1));
        answerAll("nobody");
        assertThat(proxies.upCount()).as("one answer of two").isEqualTo(1);
        time.passes(Duration.ofSeconds(1));
        answerAll("nobody");
        assertThat(proxies.upCount()).isEqualTo(2);
    }

    @Test
    void theRetransmissionOfARequestToADeadProxyGoesToTheNext() {
        prober.start();
        answerAll("nobody");
        String call = callOf("10.0.0.2", 1);
        request(proxyOf(call));
        time.passes(Duration.ofMillis(499));                      // T1 is 500 ms (RFC 3261 §17.1.1.1)
        assertThat(proxies.states()).containsEntry("10.0.0.2:5062", TargetState.SUSPECT);
        time.passes(Duration.ofMillis(1));
        assertThat(proxyOf(call).getAddress().getHostAddress()).isEqualTo("10.0.0.1");
        assertThat(asked).as("it was asked at once").hasSize(3).last().isEqualTo("10.0.0.2");
        time.passes(Duration.ofSeconds(3));
        assertThat(proxies.states()).containsEntry("10.0.0.2:5062", TargetState.DOWN);
    }

    @Test
    void aProxyThatIsSlowWithAnAnswerButAnswersItsProbeIsNotSuspect() {
        prober.start();
        answerAll("nobody");
        request(proxyOf(callOf("10.0.0.2", 1)));
        time.passes(Duration.ofMillis(300));
        answerAll("nobody");
        time.passes(Duration.ofMillis(500));
        assertThat(proxies.upCount()).isEqualTo(2);
    }

    @Test
    void whoAnswersInTimeIsNeverAskedInBetween() {
        prober.start();
        answerAll("nobody");
        for (int i = 0; i < 50; i++) {
            PeerAddress proxy = proxyOf(callOf("10.0.0.2", i));
            request(proxy);
            time.passes(Duration.ofMillis(100));
            proxies.heard(PeerAddress.of(proxy.isIpv4(), proxy.high(), proxy.low(), 0, proxy.getPort()));
        }
        assertThat(asked).hasSize(2);
        assertThat(proxies.upCount()).isEqualTo(2);
    }

    @Test
    void aSuspectIsActiveAgainWithItsFirstWordAndWhatHasMovedStaysWhereItIs() {
        prober.start();
        answerAll("nobody");
        String call = callOf("10.0.0.2", 1);
        PeerAddress first = proxyOf(call);
        request(first);
        time.passes(Duration.ofMillis(450));
        PeerAddress second = proxyOf(call);
        assertThat(second).isNotEqualTo(first);
        proxies.heard(first);
        assertThat(proxies.upCount()).isEqualTo(2);
        assertThat(proxyOf(call)).as("retransmission").isEqualTo(second);
        for (int i = 0; i < 18; i++) {
            time.passes(Duration.ofSeconds(10));
            answerAll("nobody");
        }
        assertThat(following(call)).as("CANCEL after long ringing").isEqualTo(second);
        for (int i = 0; i < 30; i++) {
            time.passes(Duration.ofSeconds(10));
            answerAll("nobody");
        }
        assertThat(proxyOf(call)).isEqualTo(first);
    }

    @Test
    void aCancelStillGoesToASuspectButNotToADeadProxy() {
        prober.start();
        answerAll("nobody");
        String call = callOf("10.0.0.2", 1);
        PeerAddress proxy = proxyOf(call);
        request(proxy);
        time.passes(Duration.ofMillis(450));
        assertThat(following(call)).isEqualTo(proxy);
        time.passes(Duration.ofSeconds(3));
        assertThat(following(call)).isNotEqualTo(proxy);
    }

    @Test
    void aSuspectIsBetterThanNobody() {
        prober.start();
        answerAll("nobody");
        request(proxyOf(callOf("10.0.0.1", 1)));
        request(proxyOf(callOf("10.0.0.2", 1)));
        time.passes(Duration.ofMillis(450));
        assertThat(proxies.upCount()).isZero();
        assertThat(proxyOf("any")).isNotNull();
    }

    @Test
    void withoutProxiesNoCallHasATarget() {
        prober.start();
        time.passes(Duration.ofSeconds(2));
        assertThat(proxies.forCallId(new byte[] {'x'}, 0, 1, time.nanoTime())).isNull();
        assertThat(proxies.following(new byte[] {'x'}, 0, 1, time.nanoTime())).isNull();
    }

    @Test
    void aProxyThatIsTakenOffTheListIsAskedNoMoreAndANewOneIs() {
        prober.start();
        answerAll("nobody");
        asked.clear();
        proxies.reload(list("10.0.0.1:5062", "10.0.0.3:5062"), time.nanoTime());
        time.passes(Duration.ofSeconds(1));
        answerAll("nobody");
        time.passes(Duration.ofSeconds(30));
        assertThat(asked).contains("10.0.0.1", "10.0.0.3").doesNotContain("10.0.0.2");
    }

    @Test
    void atTheStartCallsGoOutBeforeAnybodyHasAnsweredAndStayWhereTheyAre() {
        prober.start();
        assertThat(proxies.states()).containsEntry("10.0.0.1:5062", TargetState.NEW).containsEntry("10.0.0.2:5062", TargetState.NEW);
        assertThat(proxies.upCount()).isZero();
        String call = callOf("10.0.0.2", 1);
        answerAll("10.0.0.2");
        assertThat(proxies.states()).containsEntry("10.0.0.1:5062", TargetState.ACTIVE).containsEntry("10.0.0.2:5062", TargetState.NEW);
        assertThat(proxyOf(call).getAddress().getHostAddress()).as("retransmission").isEqualTo("10.0.0.2");
        for (int i = 0; i < 50; i++) {
            assertThat(proxyOf("later-" + i).getAddress().getHostAddress()).as("one that has answered is there").isEqualTo("10.0.0.1");
        }
    }

    @Test
    void whoIsNewInTheListGetsNothingBeforeItHasAnsweredAProbe() {
        prober.start();
        answerAll("nobody");
        proxies.reload(list("10.0.0.1:5062", "10.0.0.3:5062"), time.nanoTime());
        assertThat(proxies.states()).containsEntry("10.0.0.1:5062", TargetState.ACTIVE).containsEntry("10.0.0.3:5062", TargetState.NEW);
        for (int i = 0; i < 100; i++) {
            assertThat(proxyOf("new-" + i).getAddress().getHostAddress()).isEqualTo("10.0.0.1");
        }
        answerAll("10.0.0.1");
        assertThat(proxies.upCount()).isEqualTo(2);
        assertThat(callOf("10.0.0.3", 1)).as("its share").isNotEmpty();
    }

    @Test
    void whoIsNewAndSilentIsDownAfterItsFirstProbe() {
        prober.start();
        answerAll("nobody");
        proxies.reload(list("10.0.0.1:5062", "10.0.0.3:5062"), time.nanoTime());
        answerAll("10.0.0.3");
        time.passes(Duration.ofSeconds(2));
        assertThat(proxies.states()).containsEntry("10.0.0.3:5062", TargetState.DOWN);
    }

    @Test
    void whoComesBackIntoTheListMustAnswerAnew() {
        prober.start();
        answerAll("nobody");
        proxies.reload(list("10.0.0.1:5062"), time.nanoTime());
        proxies.reload(list("10.0.0.1:5062", "10.0.0.2:5062"), time.nanoTime());
        assertThat(proxies.states()).containsEntry("10.0.0.1:5062", TargetState.ACTIVE).containsEntry("10.0.0.2:5062", TargetState.NEW);
        answerAll("nobody");
        assertThat(proxies.upCount()).isEqualTo(2);
    }

    @Test
    void whereAllAreNewCallsAreRefusedOnlyWhenNoneAnswersItsFirstProbe() {
        prober.start();
        answerAll("nobody");
        proxies.reload(list("10.0.0.3:5062", "10.0.0.4:5062"), time.nanoTime());
        assertThat(proxyOf("at-once")).isNotNull();
        time.passes(Duration.ofSeconds(2));
        assertThat(proxies.forCallId(new byte[] {'x'}, 0, 1, time.nanoTime())).isNull();
    }

    @Test
    void aNoticeGoesToOneThatHasAnsweredIfThereIsOne() {
        prober.start();
        assertThat(proxies.anyUp(0)).isNotEqualTo(proxies.anyUp(1)).isNotNull();
        answerAll("10.0.0.2");
        for (int turn = 0; turn < 4; turn++) {
            assertThat(proxies.anyUp(turn)).isNotNull().satisfies(proxy -> assertThat(proxy.getAddress().getHostAddress()).isEqualTo("10.0.0.1"));
        }
    }

    private static List<TargetProperties.Proxy> list(String... addresses) {
        return List.of(addresses).stream().map(address -> new TargetProperties.Proxy(address, 1)).toList();
    }

    @Test
    void aDisabledProxyIsNotProbed() {
        prober.start();
        answerAll("nobody");
        proxies.admit("10.0.0.2:5062", Target.Admission.DISABLED, Target.Life.UP);
        answerAll("nobody");
        asked.clear();
        time.passes(Duration.ofSeconds(30));
        assertThat(asked).isNotEmpty().doesNotContain("10.0.0.2");
        assertThat(proxies.states()).containsEntry("10.0.0.2:5062", TargetState.DISABLED);
    }

    @Test
    void otherResponsesAreNotTaken() {
        prober.start();
        assertThat(take("z9hG4bKother")).isFalse();
        assertThat(take("")).isFalse();
        assertThat(take("z9hG4bKprobe-")).isFalse();
        assertThat(take("z9hG4bKprobe-7-99999999999999")).isTrue();
        assertThat(take("z9hG4bKprobe-0-")).isTrue();
        assertThat(take("z9hG4bKprobe-0-99")).as("an answer to a question never asked").isTrue();
        time.passes(Duration.ofSeconds(2));
        assertThat(proxies.upCount()).isZero();
    }

    private boolean take(String branch) {
        return prober.take(branch.getBytes(US_ASCII), 0, branch.length());
    }
}
