package io.tandem.data.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.tandem.net.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Commands to a server that says what the test wants. */
@Timeout(30)
class LoopRedisTest {
    private final ScriptedServer server = new ScriptedServer();
    private final BlockingQueue<String> replies = server.replies;
    private final BlockingQueue<String> heard = server.heard;
    private final EventLoop loop = EventLoop.open("redis");

    @AfterEach void close() throws IOException {
        loop.close();
        server.close();
    }

    private LoopRedis connect(String credentials, String... answers) {
        replies.addAll(List.of(answers));
        return LoopRedis.connect(loop, "redis://%s127.0.0.1:%d/3".formatted(credentials, server.port()));
    }

    private static Object answer(RedisCommands redis, String... words) {
        return redis.call(words).toCompletableFuture().join();
    }

    @Test void commandsGoOutAsListsOfStringsInTheChosenDatabase() throws InterruptedException {
        LoopRedis redis = connect("", "+OK\r\n");
        assertThat(heard.take()).isEqualTo("*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n");
        replies.add(":5\r\n");
        assertThat(answer(redis, "LPUSH", "k\u00e4", "")).isEqualTo(5L);
        assertThat(heard.take()).isEqualTo("*3\r\n$5\r\nLPUSH\r\n$3\r\nk\u00e4\r\n$0\r\n\r\n");
        assertThat(redis.isUp()).isTrue();
    }

    @Test void credentialsGoFirst() throws InterruptedException {
        connect("tandem:s3cret@", "+OK\r\n+OK\r\n");
        assertThat(heard.take()).startsWith("*3\r\n$4\r\nAUTH\r\n$6\r\ntandem\r\n$6\r\ns3cret\r\n*2\r\n");
    }

    @Test void wrongCredentialsAreToldAndNotShown() {
        assertThatThrownBy(() -> connect("tandem:s3cret@", "-WRONGPASS invalid\r\n-NOAUTH Authentication required.\r\n"))
                .isInstanceOf(RedisException.class).hasMessageContaining("NOAUTH").message().doesNotContain("s3cret");
    }

    @Test void commandsOfOneRoundLeaveTogetherAndAreAnsweredInOrder() throws InterruptedException {
        LoopRedis redis = connect("", "+OK\r\n");
        heard.take();
        CompletableFuture<Object> both = new CompletableFuture<>();
        replies.add("$1\r\na\r\n$1\r\nb\r\n");
        loop.execute(() -> redis.call("GET", "1").thenCombine(redis.call("GET", "2"), (first, second) -> first + "," + second).thenAccept(both::complete));
        assertThat(both.join()).isEqualTo("a,b");
        assertThat(heard.take()).contains("$1\r\n1\r\n").contains("$1\r\n2\r\n");
    }

    @Test void whatNobodyWaitsForGoesWithTheNextCommandAndBeforeIt() throws InterruptedException {
        LoopRedis redis = connect("", "+OK\r\n");
        heard.take();
        replies.add("$4\r\nsoon\r\n$4\r\nnext\r\n");
        CompletableFuture<Object> both = new CompletableFuture<>();
        loop.execute(() -> {
            CompletionStage<Object> soon = redis.callSoon("GET", "s");
            loop.execute(() -> redis.call("GET", "n").thenCombine(soon, (next, earlier) -> earlier + "," + next).thenAccept(both::complete));
        });
        assertThat(both.join()).isEqualTo("soon,next");
        assertThat(heard.take()).containsSubsequence("$1\r\ns\r\n", "$1\r\nn\r\n");
    }

    @Test void whatNobodyWaitsForHasItsOwnTimeWhenOthersHaveLeft() throws InterruptedException {
        LoopRedis redis = connect("", "+OK\r\n");
        heard.take();
        replies.addAll(List.of("$1\r\na\r\n$1\r\nn\r\n", "$1\r\nb\r\n"));
        CompletableFuture<Duration> waited = new CompletableFuture<>();
        loop.execute(() -> {
            redis.callSoon("GET", "a");
            long first = System.nanoTime();
            while (System.nanoTime() - first < 6_000_000) {
                Thread.onSpinWait();
            }
            redis.call("GET", "n");
            long since = System.nanoTime();
            redis.callSoon("GET", "b").thenAccept(_ -> waited.complete(Duration.ofNanos(System.nanoTime() - since)));
        });
        assertThat(waited.join()).as("the time of the first one ends with it").isGreaterThanOrEqualTo(Duration.ofMillis(9));
    }

    @Test void whatNobodyWaitsForGoesAloneWhenNothingFollows() throws InterruptedException {
        LoopRedis redis = connect("", "+OK\r\n");
        heard.take();
        replies.add("$4\r\nsoon\r\n");
        assertThat(redis.callSoon("GET", "s").toCompletableFuture().join()).isEqualTo("soon");
    }

    @Test void aLateAnswerFailsItsCommandAndNoOther() throws InterruptedException {
        LoopRedis redis = connect("", "+OK\r\n");
        heard.take();
        replies.add(ScriptedServer.SILENCE);
        assertThatThrownBy(() -> answer(redis, "GET", "late")).hasRootCauseInstanceOf(RedisCommandTimeoutException.class);
        replies.add("$4\r\nlate\r\n$4\r\nnext\r\n");
        assertThat(answer(redis, "GET", "next")).isEqualTo("next");
    }

    @Test void aLostConnectionFailsWhatWaitsAndComesBackByItself() throws InterruptedException {
        LoopRedis redis = connect("", "+OK\r\n");
        heard.take();
        replies.add(ScriptedServer.CLOSE);
        assertThatThrownBy(() -> answer(redis, "GET", "1")).hasRootCauseInstanceOf(RedisConnectionException.class);
        assertThatThrownBy(() -> answer(redis, "GET", "2")).hasRootCauseInstanceOf(RedisConnectionException.class).hasMessageContaining("is away");
        replies.add("+OK\r\n");
        while (!redis.isUp()) { // until the test's time is over
            Thread.sleep(10);
        }
        replies.add("$1\r\nx\r\n");
        assertThat(answer(redis, "GET", "3")).isEqualTo("x");
    }

    @Test void whoIsNoRedisIsLeft() throws InterruptedException {
        LoopRedis redis = connect("", "+OK\r\n");
        heard.take();
        replies.add("HTTP/1.1 400 Bad Request\r\n");
        assertThatThrownBy(() -> answer(redis, "GET", "1")).hasMessageContaining("is this a Redis?");
        assertThat(redis.isUp()).isFalse();
    }

    @Test void anAddressWhereNobodyListensIsSaid() {
        assertThatThrownBy(() -> LoopRedis.connect(loop, "redis://127.0.0.1:1"))
                .isInstanceOf(RedisConnectionException.class).hasMessageContaining("Connection refused");
    }

    @Test void aScriptThatRedisDoesNotKnowIsSentWhole() throws InterruptedException {
        LoopRedis redis = connect("", "+OK\r\n");
        heard.take();
        replies.addAll(List.of("-NOSCRIPT No matching script.\r\n", ":1\r\n"));
        assertThat(RedisScript.of("return 1").run(redis, "k", "a").toCompletableFuture().join()).isEqualTo(1L);
        assertThat(heard.take()).contains("EVALSHA").contains("e0e1f9fabfc9d4800c877a703b823ac0578ff8db");
        assertThat(heard.take()).contains("\r\nEVAL\r\n").contains("return 1");
    }
}
