package io.tandem.data.redis;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.lettuce.core.RedisConnectionException;
import io.tandem.net.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A connection that hears of changed keys, to a server that says what the test wants. */
@Timeout(30)
class KeyWatchTest {
    private static final String WELCOME = "+OK\r\n%1\r\n$5\r\nproto\r\n:3\r\n+OK\r\n";
    private static final String ALL = "all";

    private final ScriptedServer server = new ScriptedServer();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final EventLoop loop = EventLoop.open("redis");

    @AfterEach void close() throws IOException {
        loop.close();
        server.close();
    }

    private LoopRedis watch(String... answers) throws InterruptedException {
        server.replies.addAll(List.of(answers));
        LoopRedis redis = LoopRedis.watching(loop, "redis://127.0.0.1:%d/3".formatted(server.port()), new KeyWatch() {
            @Override public void changed(String key) {
                told.add(key);
            }

            @Override public void allChanged() {
                told.add(ALL);
            }
        });
        assertThat(server.heard.take()).isEqualTo("*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n"
                + "*4\r\n$6\r\nCLIENT\r\n$8\r\nTRACKING\r\n$2\r\nON\r\n$6\r\nNOLOOP\r\n");
        return redis;
    }

    private LoopRedis watching() throws InterruptedException {
        LoopRedis redis = watch(WELCOME);
        until(redis, true);
        return redis;
    }

    private static void until(LoopRedis redis, boolean up) throws InterruptedException {
        while (redis.isUp() != up) { // until the test's time is over
            Thread.sleep(5);
        }
    }

    @Test void changedKeysAreToldInTheirPlaceBetweenTheAnswers() throws InterruptedException {
        LoopRedis redis = watching();
        server.replies.add("$1\r\nv\r\n>2\r\n$10\r\ninvalidate\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n");
        loop.execute(() -> redis.call("GET", "a").thenAccept(value -> told.add("answer " + value)));
        assertThat(List.of(told.take(), told.take(), told.take())).containsExactly("answer v", "a", "b");
    }

    @Test void anEmptiedDatabaseIsTold() throws InterruptedException {
        LoopRedis redis = watching();
        server.replies.add(">2\r\n$10\r\ninvalidate\r\n_\r\n+OK\r\n");
        redis.call("GET", "a");
        assertThat(told.take()).isEqualTo(ALL);
    }

    @Test void aLostConnectionMayHaveMissedAnything() throws InterruptedException {
        LoopRedis redis = watching();
        server.replies.add(ScriptedServer.CLOSE);
        assertThatThrownBy(() -> redis.call("GET", "1").toCompletableFuture().join()).hasRootCauseInstanceOf(RedisConnectionException.class);
        assertThat(told.take()).isEqualTo(ALL);
        server.replies.add(WELCOME);
        until(redis, true);
    }

    @Test void aSilentConnectionIsAskedAndTakenForDeafWhenItSaysNothing() throws InterruptedException {
        watching();
        server.replies.add("+PONG\r\n");
        assertThat(server.heard.take()).isEqualTo("*1\r\n$4\r\nPING\r\n");
        server.replies.add(ScriptedServer.SILENCE);
        assertThat(server.heard.take()).isEqualTo("*1\r\n$4\r\nPING\r\n");
        assertThat(told.take()).isEqualTo(ALL);
    }

    @Test void aRedisThatDoesNotTellOfChangesIsNotUp() throws InterruptedException {
        LoopRedis redis = watch("+OK\r\n-ERR unknown command 'HELLO'\r\n-ERR unknown subcommand\r\n", WELCOME);
        assertThat(told.take()).isEqualTo(ALL);
        assertThat(server.heard.take()).as("it is asked again").contains("HELLO");
        until(redis, true);
    }

    @Test void aPushThatNobodyAskedForIsNoRedis() throws InterruptedException {
        server.replies.addAll(List.of("+OK\r\n", ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n"));
        LoopRedis redis = LoopRedis.connect(loop, "redis://127.0.0.1:" + server.port());
        assertThatThrownBy(() -> redis.call("GET", "1").toCompletableFuture().join()).hasMessageContaining("is this a Redis?");
    }
}
