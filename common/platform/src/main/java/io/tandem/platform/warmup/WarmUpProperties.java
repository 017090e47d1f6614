package io.tandem.platform.warmup;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Calls that proxy and B2BUA make with themselves once they are ready, {@code tandem.warm-up}.
 * @param calls of each service; 0 for none */
@ConfigurationProperties("tandem.warm-up")
public record WarmUpProperties(@DefaultValue("250") int calls) {
    public WarmUpProperties {
        if (calls < 0 || calls > 10_000) throw new IllegalArgumentException("tandem.warm-up.calls: " + calls + " outside 0-10000");
    }
}
