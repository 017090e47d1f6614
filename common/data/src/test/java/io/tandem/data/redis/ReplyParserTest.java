package io.tandem.data.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Replies of Redis, whole, in pieces and broken. */
class ReplyParserTest {
    private static final String ALL = "+OK\r\n:-12\r\n$5\r\na\r\nbc\r\n$-1\r\n*3\r\n:1\r\n*2\r\n$2\r\nxy\r\n*0\r\n$-1\r\n*-1\r\n$3\r\n\u20ac\r\n"
            + "%2\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n_\r\n~1\r\n+x\r\n";
    private static final List<Object> READ = List.of("OK", -12L, "a\r\nbc", Optional.empty(), List.of(1L, List.of("xy", List.of()), Optional.empty()),
            Optional.empty(), "\u20ac", List.of("a", 1L, "b", Optional.empty()), List.of("x"));

    private final List<Object> replies = new ArrayList<>();
    private final ReplyParser parser = new ReplyParser(replies::add, push -> replies.add("pushed " + push));

    private void feed(byte[] octets, int from, int to) {
        byte[] piece = Arrays.copyOfRange(octets, from, to);
        parser.feed(piece, piece.length);
    }

    @Test void everyKindOfReplyIsReadWhereverTheStreamIsCut() {
        byte[] octets = ALL.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= octets.length; cut++) {
            replies.clear();
            feed(octets, 0, cut);
            feed(octets, cut, octets.length);
            assertThat(replies).as("cut at %d", cut).isEqualTo(READ);
            assertThat(parser.held()).isEmpty();
        }
    }

    @Test void repliesComeOctetByOctet() {
        byte[] octets = ALL.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < octets.length; i++) {
            feed(octets, i, i + 1);
        }
        assertThat(replies).isEqualTo(READ);
    }

    @Test void aReplyLongerThanAnyBufferIsRead() {
        String value = "v".repeat(300_000);
        byte[] octets = ("$300000\r\n" + value + "\r\n:7\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < octets.length; i += 65_535) {
            feed(octets, i, Math.min(octets.length, i + 65_535));
        }
        assertThat(replies).containsExactly(value, 7L);
    }

    @Test void whatRedisRefusesIsAFailureOfItsKind() {
        byte[] octets = "-NOSCRIPT No matching script\r\n-OOM command not allowed\r\n".getBytes(StandardCharsets.US_ASCII);
        feed(octets, 0, octets.length);
        assertThat(replies.getFirst()).isInstanceOf(RedisNoScriptException.class);
        assertThat(replies.getLast()).isInstanceOf(RedisCommandExecutionException.class).hasToString(
                "io.lettuce.core.RedisCommandExecutionException: OOM command not allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n", ":12a\r\n", "$x\r\n", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n"})
    void whatIsNoRedisIsSaid(String sent) {
        byte[] octets = sent.getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> feed(octets, 0, octets.length)).isInstanceOf(RedisException.class).hasMessageContaining("is this a Redis?");
    }

    @Test void noiseCostsAnErrorAtMost() {
        Random random = new Random(17);
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = ALL.getBytes(StandardCharsets.UTF_8);
            octets[random.nextInt(octets.length)] = (byte) "+-:$*0129\r\nx".charAt(random.nextInt(12));
            ReplyParser one = new ReplyParser(_ -> { }, _ -> { });
            try {
                one.feed(octets, octets.length);
            } catch (RedisException | ArithmeticException told) {
                assertThat(told.getMessage()).isNotEmpty();
            }
        }
    }

    @Test void aPushIsTakenInItsPlaceBetweenTheReplies() {
        byte[] octets = ":1\r\n>2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n:2\r\n>2\r\n$10\r\ninvalidate\r\n_\r\n:3\r\n".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < octets.length; i++) {
            feed(octets, i, i + 1);
        }
        assertThat(replies).containsExactly(1L, "pushed [invalidate, [k]]", 2L, "pushed [invalidate, Optional.empty]", 3L);
    }

    @Test void aPushWithinAReplyIsNoRedis() {
        byte[] octets = "*1\r\n>1\r\n:1\r\n".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> feed(octets, 0, octets.length)).isInstanceOf(RedisException.class).hasMessageContaining("is this a Redis?");
    }
}
