package io.tandem.relay.session;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import io.tandem.relay.latch.LatchPolicy;
import io.tandem.relay.option.Options;
import io.tandem.relay.os.UdpSockets;
import io.tandem.relay.pipeline.EngineChoice;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.player.ClipStore;
import io.tandem.relay.player.PlayerProperties;
import io.tandem.relay.port.MediaInterface;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.port.PortPool;
import io.tandem.relay.port.PortProperties;
import io.tandem.relay.report.TrafficMeter;
import io.tandem.relay.stream.MediaOptions;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.SessionDescription;
import io.tandem.testkit.time.ManualScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Life and death of calls on a clock that the test moves. */
class SessionTableTest {
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final String SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final SessionProperties LIMITS = new SessionProperties(Duration.ofSeconds(60), Duration.ofSeconds(3600),
            Duration.ofSeconds(3600),
            Duration.ofHours(5), Duration.ofSeconds(30), 100);

    private final ManualScheduler time = new ManualScheduler();
    private MediaLoop loop;
    private SessionTable table;

    @BeforeEach
    void start() {
        loop = MediaLoop.start("test-media", EngineChoice.EPOLL, time::nanoTime);
        PortPool pool = new PortPool(HOST, new PortProperties(22_600, 22_699, Duration.ZERO), new UdpSockets(184, 65_536), time::nanoTime,
                new Random(1));
        MediaInterfaces interfaces = new MediaInterfaces(List.of(new MediaInterface("default", pool, HOST)));
        table = new SessionTable(interfaces, List.of(loop), LIMITS, new ClipStore(PlayerProperties.NONE), time, time);
        table.startSweeping(SECOND);
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    private static MediaRequest request(String from, Optional<String> to, String more) {
        return request(from, to, more, Optional.empty());
    }

    private static MediaRequest request(String from, Optional<String> to, String more, Optional<String> branch) {
        MediaOptions options = new MediaOptions(LatchPolicy.DEFAULT, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Options.of(Value.Dictionary.builder().build()));
        return new MediaRequest("call", from, to, branch, SessionDescription.parse(SDP + more), options, "127.0.0.1");
    }

    private void call(String more) throws RelayException {
        table.offer(request("a", Optional.empty(), more));
        table.answer(request("a", Optional.of("b"), more));
    }

    private Call.View view() {
        return table.find("call", Optional.empty(), Optional.empty(), Optional.empty()).orElseThrow();
    }

    @Test
    void anAnsweredCallWithoutMediaEndsAfterAMinute() throws Exception {
        call("");
        time.passes(Duration.ofSeconds(59));
        assertThat(table.size()).isEqualTo(1);
        time.passes(Duration.ofSeconds(2));
        assertThat(table.size()).isZero();
        assertThat(table.totals().ended(Totals.End.TIMEOUT)).isEqualTo(1);
    }

    @Test
    void whatABranchHasCarriedStaysInTheSumsWhenItCloses() throws Exception {
        table.offer(request("a", Optional.empty(), "", Optional.of("one")));
        table.offer(request("a", Optional.empty(), "", Optional.of("two")));
        view().call().streams().getFirst().leg(0).rtp().received().restore(50, 8600, 1);
        TrafficMeter meter = new TrafficMeter(table, 0);
        meter.measure(1);
        table.delete(table.find("call", Optional.empty(), Optional.empty(), Optional.of("one")).orElseThrow(), Optional.of(Duration.ZERO));
        meter.measure(2);
        assertThat(view().call().streams()).hasSize(1);
        assertThat(meter.sums()).isEqualTo(new TrafficMeter.Sums(50, 8600, 1));
    }

    @Test
    void anotherRelaysCallsEndOnlyWhenItSaysSo() throws Exception {
        table.standBy();
        call("");
        table.delete(view(), Optional.of(SECOND));
        time.passes(Duration.ofHours(6));
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.totals().managed()).isZero();
        table.takeOver();                                     // its deletion has come due meanwhile
        assertThat(table.size()).isZero();
        assertThat(table.totals().ended(Totals.End.REGULAR)).isEqualTo(1);
    }

    @Test
    void aCallThatWasTakenOverMayBeSilentForAMinuteFromThen() throws Exception {
        table.standBy();
        call("");
        time.passes(Duration.ofSeconds(300));
        table.takeOver();
        time.passes(Duration.ofSeconds(59));
        assertThat(table.size()).isEqualTo(1);
        time.passes(Duration.ofSeconds(2));
        assertThat(table.totals().ended(Totals.End.TIMEOUT)).isEqualTo(1);
    }

    @Test
    void silenceCountsFromTheAnswerNotFromTheOffer() throws Exception {
        table.offer(request("a", Optional.empty(), ""));
        time.passes(Duration.ofSeconds(300));
        table.answer(request("a", Optional.of("b"), ""));
        time.passes(Duration.ofSeconds(59));
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void aHeldCallMayBeSilentForAnHour() throws Exception {
        call("a=inactive\r\n");
        time.passes(Duration.ofSeconds(3599));
        assertThat(table.size()).isEqualTo(1);
        time.passes(Duration.ofSeconds(2));
        assertThat(table.totals().ended(Totals.End.SILENT_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void anOfferThatNobodyAnswersEndsAfterAnHour() throws Exception {
        table.offer(request("a", Optional.empty(), ""));
        time.passes(Duration.ofSeconds(3599));
        assertThat(table.size()).isEqualTo(1);
        time.passes(Duration.ofSeconds(2));
        assertThat(table.totals().ended(Totals.End.OFFER_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void theFinalTimeoutEndsEvenACallThatIsSignalledAllTheTime() throws Exception {
        for (int i = 0; i < 306; i++) {
            call("");
            time.passes(Duration.ofSeconds(59));
        }
        assertThat(table.totals().ended(Totals.End.FINAL_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void deletionWaitsAndANewOfferCallsItOff() throws Exception {
        call("");
        table.delete(view(), Optional.empty());
        time.passes(Duration.ofSeconds(29));
        assertThat(table.size()).isEqualTo(1);
        table.offer(request("a", Optional.of("b"), ""));
        time.passes(Duration.ofSeconds(29));
        assertThat(table.size()).isEqualTo(1);
        table.delete(view(), Optional.empty());
        time.passes(Duration.ofSeconds(31));
        assertThat(table.size()).isZero();
        assertThat(table.totals().ended(Totals.End.REGULAR)).isEqualTo(1);
    }

    @Test
    void deletionWithoutDelayIsDoneAtOnce() throws Exception {
        call("");
        table.delete(view(), Optional.of(Duration.ZERO));
        assertThat(table.size()).isZero();
    }

    @Test
    void tagsFindTheDialogueFromEitherSide() throws Exception {
        call("");
        assertThat(table.find("call", Optional.of("a"), Optional.of("b"), Optional.empty())).isPresent();
        assertThat(table.find("call", Optional.of("b"), Optional.of("a"), Optional.empty())).isPresent();
        assertThat(table.find("call", Optional.of("x"), Optional.empty(), Optional.empty())).isEmpty();
        assertThat(table.find("call", Optional.of("a"), Optional.of("x"), Optional.empty())).isEmpty();
    }
}
