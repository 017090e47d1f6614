package io.tandem.cli.site.program;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Corosync of pairs whose cluster manager is Pacemaker, {@code tandem.site.cluster}.
 *
 * @param token   silence after which the other node is taken for dead
 * @param qdevice host with corosync-qnetd, which has the third vote; none: the survivor of two goes on
 * @param key     of its messages, 128 letters and digits or more; by default made of {@code tandem.secret}
 */
@ConfigurationProperties("tandem.site.cluster")
public record ClusterProperties(@DefaultValue("1s") Duration token, @DefaultValue("") String qdevice, @DefaultValue("") String key) {
    /** As corosync.conf wants it. */
    public long tokenMillis() {
        return token.toMillis();
    }

    @Override public String toString() {
        return "ClusterProperties[token=" + token + ", qdevice=" + qdevice + "]";
    }
}
