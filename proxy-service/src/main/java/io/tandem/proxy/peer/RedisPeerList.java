package io.tandem.proxy.peer;

import io.lettuce.core.api.StatefulRedisConnection;
import io.tandem.data.redis.Keys;

/** The list in Redis. Blocks, but not for long. */
public record RedisPeerList(StatefulRedisConnection<String, String> redis) implements PeerPublisher.Target {

    @Override
    public void write(String lines) {
        redis.sync().set(Keys.PEERS, lines);
    }
}
