package io.tandem.relay.control;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

import io.tandem.net.Scheduler;
import io.tandem.relay.kernel.UserSpaceReason;
import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.latch.LearningProperties;
import io.tandem.relay.os.UdpSockets;
import io.tandem.relay.pipeline.EngineChoice;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.player.ClipStore;
import io.tandem.relay.player.PlayerProperties;
import io.tandem.relay.port.MediaInterface;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.port.PortPool;
import io.tandem.relay.port.PortProperties;
import io.tandem.relay.record.Recorder;
import io.tandem.relay.record.RecordingProperties;
import io.tandem.relay.report.ControlStatistics;
import io.tandem.relay.report.IntervalStatistics;
import io.tandem.relay.report.QualityTotals;
import io.tandem.relay.report.StatisticsReport;
import io.tandem.relay.report.TrafficMeter;
import io.tandem.relay.session.SessionProperties;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.wire.Value;
import io.tandem.testkit.time.ManualScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands on a call whose packets a kernel passes on, which only tells how many when it is asked. */
class KernelFiguresTest {
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final String SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 8\r\n";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualScheduler time = new ManualScheduler();
    private final List<String> replies = new ArrayList<>();
    private final Kernel kernel = new Kernel();
    private MediaLoop loop;
    private SessionTable sessions;
    private NgEndpoint ng;

    /** Has passed on five more packets of each port whenever it is asked. */
    private final class Kernel implements MediaLoop.Watch {
        private final List<RelaySocket> ports = new ArrayList<>();

        @Override
        public void opened(RelaySocket socket) {
            ports.add(socket);
        }

        @Override
        public void closing(List<RelaySocket> sockets) {
            ports.removeAll(sockets);
        }

        @Override
        public void counting(RelaySocket socket) {
            socket.relayedByKernel(5, 860, socket, time.nanoTime());
        }
    }

    @BeforeEach
    void start() throws Exception {
        loop = MediaLoop.start("test-media", EngineChoice.EPOLL, time::nanoTime);
        loop.watch(kernel);
        PortPool pool = new PortPool(HOST, new PortProperties(22_700, 22_799, Duration.ZERO), new UdpSockets(184, 65_536), time::nanoTime,
                new Random(1));
        MediaInterfaces interfaces = new MediaInterfaces(List.of(new MediaInterface("default", pool, HOST)));
        ClipStore clips = new ClipStore(PlayerProperties.NONE);
        SessionProperties limits = new SessionProperties(Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO,
                Duration.ofSeconds(30), 100);
        sessions = new SessionTable(interfaces, List.of(loop), limits, clips, time, time);
        sessions.startSweeping(SECOND);
        ControlStatistics figures = new ControlStatistics();
        TrafficMeter traffic = new TrafficMeter(sessions, 0);
        StatisticsReport statistics = new StatisticsReport(sessions, interfaces, traffic, new QualityTotals(), figures,
                new IntervalStatistics(sessions, traffic, 0), time);
        ng = new NgEndpoint(sessions, interfaces, LearningMode.HEURISTIC, LearningProperties.DEFAULT, statistics, figures, clips,
                new Recorder(RecordingProperties.NONE, time, time::nanoTime, new Random(1)), time, time);
        command("0", "offer", "call-id", "c", "from-tag", "a", "sdp", SDP.formatted(4000));
        command("1", "answer", "call-id", "c", "from-tag", "a", "to-tag", "b", "sdp", SDP.formatted(5000));
        assertThat(replies).hasSize(2).allMatch(reply -> reply.contains("6:result2:ok"));
        replies.clear();
        onLoop(() -> kernel.ports.getFirst().inUserSpace(Optional.empty()));
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    private void command(String cookie, String name, String... pairs) {
        StringBuilder out = new StringBuilder(cookie).append(" d").append(text("command", name));
        for (int i = 0; i < pairs.length; i += 2) {
            out.append(text(pairs[i], pairs[i + 1]));
        }
        byte[] octets = out.append('e').toString().getBytes(StandardCharsets.ISO_8859_1);
        ng.reply(octets, 0, octets.length, HOST, reply -> replies.add(new String(reply.orElseThrow(), StandardCharsets.ISO_8859_1)));
    }

    private static String text(String key, String value) {
        return key.length() + ":" + key + value.length() + ":" + value;
    }

    private void onLoop(Runnable task) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            task.run();
            done.countDown();
        });
        done.await();
    }

    private void loopAnswers() throws InterruptedException {
        onLoop(() -> {});
        time.runDue();
    }

    /** @return releases it */
    private Runnable busyLoop() {
        CountDownLatch latch = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return latch::countDown;
    }

    private static String packets(int count) {
        return "RTPd7:packetsi" + count + "e";
    }

    @Test
    void queryAndDeleteTellWhatTheKernelHasCounted() throws Exception {
        command("2", "query", "call-id", "c");
        loopAnswers();
        command("3", "delete", "call-id", "c", "delete-delay", "0");
        loopAnswers();
        assertThat(replies).hasSize(2);
        assertThat(replies.getFirst()).contains(packets(5));
        assertThat(replies.getLast()).contains(packets(10));
        assertThat(sessions.size()).isZero();
        assertThat(sessions.totals().packets()).isEqualTo(10);
    }

    @Test
    void aCallInUserSpaceIsAnsweredAtOnce() throws Exception {
        onLoop(() -> kernel.ports.getFirst().inUserSpace(Optional.of(UserSpaceReason.CHECK)));
        command("2", "query", "call-id", "c");
        command("3", "delete", "call-id", "c");
        assertThat(replies).hasSize(2).allMatch(reply -> reply.contains(packets(0)));
    }

    @Test
    void aRepeatedCommandIsCarriedOutOnceAndAnsweredTwice() throws Exception {
        Runnable release = busyLoop();
        command("2", "delete", "call-id", "c", "delete-delay", "0");
        command("2", "delete", "call-id", "c", "delete-delay", "0");
        assertThat(replies).isEmpty();
        release.run();
        loopAnswers();
        command("2", "delete", "call-id", "c", "delete-delay", "0");
        assertThat(replies).hasSize(3).containsOnly(replies.getFirst());
        assertThat(replies.getFirst()).contains(packets(5)).doesNotContain("warning");
        command("3", "statistics");
        assertThat(replies.getLast()).contains("16:totaldeletecounti1e");
    }

    @Test
    void laterCommandsOnTheCallWaitAndOthersDoNot() throws Exception {
        Runnable release = busyLoop();
        command("2", "delete", "call-id", "c", "delete-delay", "0");
        command("3", "offer", "call-id", "c", "from-tag", "new", "sdp", SDP.formatted(4000));
        command("4", "query", "call-id", "c");
        command("5", "ping");
        assertThat(replies).containsExactly("5 d6:result4:ponge");
        release.run();
        loopAnswers();
        assertThat(replies).extracting(reply -> reply.substring(0, 1)).containsExactly("5", "2", "3", "4");
        assertThat(replies.getLast()).contains("3:tag3:new").contains(packets(0));
        assertThat(sessions.size()).isEqualTo(1);
    }

    /** A mistake of ours outside the command itself: a clock that fails. */
    @Test
    void aCommandThatFailsHasAReplyAtOnceAndWhenItHasWaited() throws Exception {
        Scheduler broken = (Scheduler) Proxy.newProxyInstance(Scheduler.class.getClassLoader(), new Class<?>[] {Scheduler.class}, (_, method, arguments) -> {
            if ("nanoTime".equals(method.getName())) throw new IllegalStateException("no clock");
            return method.invoke(time, arguments);
        });
        NgCommands commands = new NgCommands(new ControlStatistics(), broken, sessions);
        commands.add(Map.of("query", _ -> NgCommand.ok()));
        List<Value.Dictionary> told = new ArrayList<>();
        commands.run(Value.Dictionary.with("command", "ping").build(), "127.0.0.1", told::add);
        assertThat(told).containsExactly(NgCommands.error("Internal error"));
        commands.run(Value.Dictionary.with("command", "query").put("call-id", "c").build(), "127.0.0.1", told::add);
        assertThat(told).hasSize(1);
        loopAnswers();
        assertThat(told).hasSize(2).containsOnly(NgCommands.error("Internal error"));
    }

    @Test
    void anAskerThatFailsKeepsTheReplyFromNobody() throws Exception {
        byte[] octets = "2 d7:command5:query7:call-id1:ce".getBytes(StandardCharsets.ISO_8859_1);
        ng.reply(octets, 0, octets.length, HOST, _ -> {
            throw new IllegalStateException("its connection is closed");
        });
        command("2", "query", "call-id", "c");
        command("3", "query", "call-id", "c");
        loopAnswers();
        loopAnswers();
        assertThat(replies).hasSize(2).allMatch(reply -> reply.contains("6:result2:ok"));
        command("2", "query", "call-id", "c");
        assertThat(replies.getLast()).isEqualTo(replies.getFirst());
    }

    @Test
    void aLoopThatDoesNotAnswerHoldsNothingUpForLong() throws Exception {
        Runnable release = busyLoop();
        command("2", "delete", "call-id", "c", "delete-delay", "0");
        time.passes(Duration.ofMillis(499));
        assertThat(replies).isEmpty();
        time.passes(Duration.ofMillis(1));
        assertThat(replies).singleElement().asString().contains(packets(0));
        release.run();
        loopAnswers();
        assertThat(replies).hasSize(1);
    }

    @Test
    void aDeadLoopIsNotAsked() {
        loop.close();
        command("2", "delete", "call-id", "c", "delete-delay", "0");
        assertThat(replies).singleElement().asString().contains(packets(0));
    }

    @Test
    void packetsThatAreFoundBeforeATimeoutKeepTheCallAlive() throws Exception {
        for (int i = 0; i < 59; i++) {
            time.passes(SECOND);
        }
        time.passes(Duration.ofMillis(1001));
        assertThat(sessions.size()).isEqualTo(1);
        loopAnswers();
        assertThat(sessions.size()).isEqualTo(1);
        time.passes(Duration.ofSeconds(59));
        assertThat(sessions.size()).isEqualTo(1);
    }

    @Test
    void anOperatorsEndWaitsForTheFigures() throws Exception {
        assertThat(sessions.kill("c")).isTrue();
        loopAnswers();
        assertThat(sessions.size()).isZero();
        assertThat(sessions.totals().packets()).isEqualTo(5);
    }

    @Test
    void anOfferCallsADeletionOffThatIsBeingCounted() throws Exception {
        command("2", "delete", "call-id", "c");
        loopAnswers();
        Runnable release = busyLoop();
        time.passes(Duration.ofSeconds(30));
        command("3", "offer", "call-id", "c", "from-tag", "a", "to-tag", "b", "sdp", SDP.formatted(4000));
        release.run();
        loopAnswers();
        assertThat(sessions.size()).isEqualTo(1);
    }
}
