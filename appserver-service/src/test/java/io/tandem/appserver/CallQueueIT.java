package io.tandem.appserver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.sdp.SessionDescription;
import io.tandem.testkit.rtp.RtpParty;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Calls that wait in the whole service, with a real Redis and MySQL, real sockets and real time; the callers are the test. */
class CallQueueIT {
    private static final String QUEUE = "sip:callqueues@app.local";
    private static final String BUSY = "totaluser:" + MailboxFixture.UUID;
    private static final String LIST = "callqueue:" + MailboxFixture.UUID;

    private MailboxFixture owner;
    private RedisClient client;
    private RedisCommands<String, String> redis;
    private WholeService service;
    private InetSocketAddress sip;

    @BeforeEach
    void start() throws Exception {
        owner = new MailboxFixture();
        client = RedisClients.create(TestServers.redis().uri());
        redis = client.connect().sync();
        redis.flushdb();
        redis.hset(Keys.CALL_COUNTERS, BUSY, "1");
        service = new WholeService();
        sip = service.sip();
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        redis.flushdb();
        client.shutdown();
        owner.close();
    }

    private static void waits(TestCaller caller, RtpParty audio, int most) throws Exception {
        caller.sends("INVITE", QUEUE, "", SessionDescription.CONTENT_TYPE, "v=0\r\no=- 1 1 IN IP4 127.67.0.2\r\ns=-\r\nc=IN IP4 127.67.0.2\r\nt=0 0\r\nm=audio "
                + audio.local().getPort() + " RTP/AVP 8\r\n", "P-App-Name: callqueues", "P-App-Param: callqueues=" + MailboxFixture.UUID
                + ";max_queue_length=" + most + ";callee_wrap_up_time=1;takers=" + MailboxFixture.UUID);
    }

    private List<String> waiting() {
        return redis.lrange(LIST, 0, -1);
    }

    @Test
    void callersWaitInTheirOrderHearMusicAndAreCalledWhenTheCalleeIsFree() throws Exception {
        InetAddress address = InetAddress.ofLiteral("127.67.0.2");
        try (TestCaller alice = new TestCaller(sip, "q-1"); TestCaller carol = new TestCaller(sip, "q-2"); TestCaller dave = new TestCaller(sip, "q-3");
             RtpParty alices = RtpParty.open(address); RtpParty others = RtpParty.open(address)) {
            waits(alice, alices, 2);
            await().untilAsserted(() -> assertThat(waiting()).containsExactly("q-1"));
            waits(carol, others, 2);
            await().untilAsserted(() -> assertThat(waiting()).containsExactly("q-1", "q-2"));
            waits(dave, others, 2);
            assertThat(dave.response("INVITE").status()).as("the queue is full").isEqualTo(486);
            await().during(Duration.ofSeconds(12)).atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(waiting()).containsExactly("q-1", "q-2"));
            assertThat(alices.received()).as("packets of music").isGreaterThan(400);
            redis.hdel(Keys.CALL_COUNTERS, BUSY);
            assertThat(alice.response("INVITE").status()).isEqualTo(301);
            assertThat(waiting()).containsExactly("q-2");
            redis.hset(Keys.CALL_COUNTERS, BUSY, "1");
            service.close();
            assertThat(carol.response("INVITE").status()).isEqualTo(503);
            await().untilAsserted(() -> assertThat(waiting()).isEmpty());
        }
    }
}
