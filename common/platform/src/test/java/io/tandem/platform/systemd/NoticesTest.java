package io.tandem.platform.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.tandem.net.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a service manager hears; socat listens in its place. */
class NoticesTest {
    private static final Duration TERM = Duration.ofMillis(200);

    @TempDir private Path folder;
    private Path heard;
    private Process listener;
    private String socket;

    @BeforeEach void listen() throws IOException {
        assumeTrue(Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).anyMatch(one -> Files.isExecutable(Path.of(one, "socat"))),
            "socat is missing: apt-get install socat");
        heard = folder.resolve("heard");
        socket = folder.resolve("notify").toString();
        listener = new ProcessBuilder("socat", "-u", "UNIX-RECV:" + socket, "OPEN:" + heard + ",creat,append").start();
        await().until(() -> Files.exists(Path.of(socket)));
    }

    @AfterEach void stop() throws InterruptedException {
        if (listener != null) {
            listener.destroy();
            listener.waitFor();
        }
    }

    private String heard() throws IOException {
        return Files.exists(heard) ? Files.readString(heard) : "";
    }

    private int alive() throws IOException {
        return heard().split(Supervisor.ALIVE, -1).length - 1;
    }

    @Test void aServiceSaysThatItIsReadyAliveAndStopping() throws IOException {
        try (EventLoop loop = EventLoop.open("turning");
                Notices notices = new Notices(Optional.of(new Supervisor(socket, Optional.of(TERM))), () -> List.of(loop))) {
            notices.ready();
            await().until(() -> alive() >= 3);
            notices.stopping();
            await().until(() -> heard().contains(Supervisor.STOPPING));
        }
        assertThat(heard()).startsWith(Supervisor.READY + Supervisor.ALIVE);
    }

    @Test void aLoopThatHangsSilencesTheWatchdogUntilItTurnsAgain() throws Exception {
        try (EventLoop loop = EventLoop.open("hanging");
                Notices notices = new Notices(Optional.of(new Supervisor(socket, Optional.of(TERM))), () -> List.of(loop))) {
            notices.ready();
            await().until(() -> alive() >= 2);
            CountDownLatch end = new CountDownLatch(1);
            loop.execute(() -> join(end));
            await().pollDelay(TERM.dividedBy(2)).until(() -> true);
            int before = alive();
            await().pollDelay(TERM.multipliedBy(3)).until(() -> true);
            assertThat(alive()).isEqualTo(before);
            end.countDown();
            await().until(() -> alive() >= before + 2);
        }
    }

    private static void join(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test void aManagerThatCannotBeReachedIsNoReasonToStop() {
        new Notices(Optional.of(new Supervisor(folder.resolve("nobody").toString(), Optional.empty())), List::of).ready();
        new Notices(Optional.of(new Supervisor("/" + "x".repeat(200), Optional.empty())), List::of).ready();
        assertThat(folder.resolve("nobody")).doesNotExist();
    }

    @Test void theEnvironmentNamesTheManager() {
        assertThat(Supervisor.of(Map.of())).isEmpty();
        assertThat(Supervisor.of(Map.of("NOTIFY_SOCKET", "@tandem"))).contains(new Supervisor("@tandem", Optional.empty()));
        assertThat(Supervisor.of(Map.of("NOTIFY_SOCKET", "/run/n", "WATCHDOG_USEC", "30000000")).orElseThrow().watchdog())
            .contains(Duration.ofSeconds(30));
        assertThat(Supervisor.of(Map.of("NOTIFY_SOCKET", "/run/n", "WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "1")).orElseThrow().watchdog())
            .as("somebody else is watched").isEmpty();
    }
}
