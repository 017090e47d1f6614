package io.tandem.relay.latch;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Protection of media against injection, {@code tandem.rtp-relay.learning}.
 * @param strictSource       as if every offer and answer had the flag {@code strict-source}: a learnt stream takes nothing from elsewhere
 * @param signallingHostOnly media are learnt only from the host that the SIP message came from ({@code received-from}), where a controller
 *                           names it; not for phones whose media leave by another address than their signalling */
@ConfigurationProperties("tandem.rtp-relay.learning")
public record LearningProperties(@DefaultValue("false") boolean strictSource, @DefaultValue("false") boolean signallingHostOnly) {
    public static final LearningProperties DEFAULT = new LearningProperties(false, false);
}
