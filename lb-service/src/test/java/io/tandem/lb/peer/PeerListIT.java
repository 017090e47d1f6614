package io.tandem.lb.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisLink;
import io.tandem.net.peer.PeerAddress;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The list of peers out of a real Redis. */
class PeerListIT {

    @Test
    void theListThatAProxyWroteActsWithinAPoll() {
        TrustedPeers peers = new TrustedPeers();
        PeerProperties properties = new PeerProperties(true, Duration.ofMillis(50), Duration.ofMinutes(5));
        try (RedisLink redis = new RedisLink(TestServers.redis().uri());
             PeerConfiguration.Watching watching = PeerConfiguration.Watching.start(peers, properties, TestServers.redis().uri())) {
            assertThat(watching.watch()).isPresent();
            redis.set(Keys.PEERS, "192.0.2.1\t\n2001:db8::2\tlocalhost\n");
            await().atMost(Duration.ofSeconds(10)).until(() -> peers.contains(peer("192.0.2.1")) && peers.contains(peer("2001:db8::2"))
                    && peers.contains(peer("127.0.0.1")));
            redis.set(Keys.PEERS, "");
            await().atMost(Duration.ofSeconds(10)).until(() -> peers.size() == 0);
        }
    }

    private static PeerAddress peer(String address) {
        return PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral(address), 5060));
    }
}
