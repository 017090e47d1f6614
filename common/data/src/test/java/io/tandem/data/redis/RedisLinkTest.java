package io.tandem.data.redis;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Replies from a server that says what the test wants. */
class RedisLinkTest {
    private final ScriptedServer server = new ScriptedServer();
    private final BlockingQueue<String> replies = server.replies;
    private final BlockingQueue<String> heard = server.heard;
    private final RedisLink link = new RedisLink("redis://127.0.0.1:" + server.port());

    @AfterEach void close() throws IOException {
        link.close();
        server.close();
    }

    private Object reply(String reply) {
        replies.add(reply);
        return link.call("PING");
    }

    @Test void everyKindOfReplyIsRead() throws InterruptedException {
        assertThat(reply("+OK\r\n")).isEqualTo("OK");
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("*1\r\n$4\r\nPING\r\n");
        assertThat(reply(":-17\r\n")).isEqualTo(-17L);
        assertThat(reply("$5\r\nh\r\n\u00e4\r\n")).isEqualTo("h\r\n\u00e4");
        assertThat(reply("$-1\r\n")).isEqualTo(Optional.empty());
        assertThat(reply("*-1\r\n")).isEqualTo(Optional.empty());
        assertThat(reply("*0\r\n")).isEqualTo(List.of());
        assertThat(reply("*2\r\n*1\r\n$1\r\na\r\n:5\r\n")).isEqualTo(List.of(List.of("a"), 5L));
    }

    @Test void wordsAreCountedInOctets() throws InterruptedException {
        replies.add(":1\r\n");
        link.call("SET", "\u00e4", "");
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("*3\r\n$3\r\nSET\r\n$2\r\n\u00e4\r\n$0\r\n\r\n");
    }

    @Test void textsAndPairs() {
        replies.add("*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$-1\r\n");
        assertThat(link.pairs("HGETALL", "k")).isEqualTo(Map.of("a", "1", "b", ""));
        replies.add("*-1\r\n");
        assertThat(link.texts("ZRANGE", "k")).isEmpty();
    }

    @Test void anErrorIsToldAndTheConnectionStays() {
        assertThatThrownBy(() -> reply("-ERR nonsense\r\n")).isInstanceOf(RedisCommandExecutionException.class).hasMessage("ERR nonsense");
        assertThat(reply("+PONG\r\n")).isEqualTo("PONG");
        assertThat(heard).hasSize(2);
    }

    @Test void aConnectionThatWasClosedMeanwhileIsMadeAnew() {
        assertThat(reply("+PONG\r\n")).isEqualTo("PONG");
        replies.add(ScriptedServer.CLOSE);
        assertThat(reply("+PONG\r\n")).isEqualTo("PONG");
        assertThat(heard).hasSize(3);
    }

    @Test void whoIsNamedInTheAddressLogsInAndChoosesTheDatabase() throws InterruptedException {
        replies.addAll(List.of("+OK\r\n", "+OK\r\n", "+PONG\r\n"));
        try (RedisLink named = new RedisLink("redis://user:pass@127.0.0.1:%d/3".formatted(server.port()))) {
            assertThat(named.call("PING")).isEqualTo("PONG");
        }
        assertThat(heard.poll(5, TimeUnit.SECONDS)).contains("AUTH", "user", "pass");
        assertThat(heard.poll(5, TimeUnit.SECONDS)).contains("SELECT", "3");
        assertThat(heard.poll(5, TimeUnit.SECONDS)).contains("PING");
        heard.clear();
        replies.addAll(List.of("+OK\r\n", "+PONG\r\n"));
        try (RedisLink secret = new RedisLink("redis://:pass@127.0.0.1:" + server.port())) {
            assertThat(secret.call("PING")).isEqualTo("PONG");
        }
        assertThat(heard).anyMatch(words -> words.contains("AUTH") && words.contains("pass") && !words.contains("user"));
    }

    @Test void whileRedisIsAwayNobodyWaits() throws IOException {
        server.close();
        assertThatThrownBy(() -> link.call("PING")).isInstanceOf(RedisException.class);
        assertThatThrownBy(() -> link.call("PING")).isInstanceOf(RedisException.class).hasMessageContaining("away a moment ago");
    }

    @Test void anAddressThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new RedisLink("http://127.0.0.1")).isInstanceOf(IllegalArgumentException.class);
    }
}
