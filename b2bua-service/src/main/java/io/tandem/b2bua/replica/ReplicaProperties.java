package io.tandem.b2bua.replica;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Established calls in Redis, {@code tandem.b2bua.replica}.
 * @param enabled calls go on after a take-over, or after a crash of this process; the Redis is that of {@code tandem.redis} */
@ConfigurationProperties("tandem.b2bua.replica")
public record ReplicaProperties(@DefaultValue("true") boolean enabled) {}
