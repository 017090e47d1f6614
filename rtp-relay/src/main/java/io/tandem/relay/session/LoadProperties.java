package io.tandem.relay.session;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Load beyond which new calls are refused while old ones go on, {@code tandem.rtp-relay.load}; 0 switches a limit off.
 * @param maxLoad      load average of the last minute
 * @param maxCpu       per cent of all processors, whoever uses them
 * @param maxBandwidth octets of media a second that come in */
@ConfigurationProperties("tandem.rtp-relay.load")
public record LoadProperties(@DefaultValue("0") double maxLoad, @DefaultValue("0") double maxCpu, @DefaultValue("0") long maxBandwidth) {
    public static final LoadProperties NONE = new LoadProperties(0, 0, 0);

    public LoadProperties {
        if (maxLoad < 0 || maxCpu < 0 || maxBandwidth < 0) throw new IllegalArgumentException("tandem.rtp-relay.load: no limit may be negative");
    }
}
