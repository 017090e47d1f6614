package io.tandem.relay.replica;

import java.util.Optional;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Calls that survive their relay, {@code tandem.rtp-relay.replica}.
 * @param enabled write calls to Redis, and follow them while standing by
 * @param name    of the pair, part of the keys in Redis; the same on both nodes
 * @param standby begin as the one that stands by, until told to be active
 * @param redis   `redis://...` of this pair, if it is another than `tandem.redis.uri` */
@ConfigurationProperties("tandem.rtp-relay.replica")
public record ReplicaProperties(@DefaultValue("false") boolean enabled, @DefaultValue("relay") String name, @DefaultValue("false") boolean standby,
                                Optional<String> redis) {
    public static final ReplicaProperties NONE = new ReplicaProperties(false, "relay", false, Optional.empty());

    public ReplicaProperties {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("tandem.rtp-relay.replica.name: '" + name + "' is not 1-64 letters, digits, dots and dashes");
        }
        if (redis.isPresent() && !redis.get().startsWith("redis://")) {
            throw new IllegalArgumentException("tandem.rtp-relay.replica.redis begins with redis://, a plain connection on the pair's own link");
        }
    }

    /** With a Redis in any case. @param uri of the whole node */
    public ReplicaProperties over(String uri) {
        return redis.isPresent() || !enabled ? this : new ReplicaProperties(enabled, name, standby, Optional.of(uri));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ReplicaProperties[enabled=" + enabled + ", name=" + name + ", standby=" + standby + "]";
    }
}
