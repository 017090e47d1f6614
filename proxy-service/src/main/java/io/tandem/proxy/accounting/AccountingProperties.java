package io.tandem.proxy.accounting;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Accounting records of calls, {@code tandem.proxy.accounting}.
 * @param node        name of this proxy in {@code accounting.acc_position}; differs between proxies that share a database, the two of a pair
 *                    among them, or records are taken for carried over when the other node is active
 * @param batch       rows a transaction takes at most
 * @param segmentSize bytes after which the journal goes on in a new file
 * @param retry       longest pause between two tries while MySQL is away
 * @param sync        0: a record is forced to disk before its call goes on. Longer: records are forced so often, and what was written since is lost when
 *                    the machine loses power; the end of this process alone loses nothing
 * @param commit      how long a call waits for its record to be in the database, which a pair has on both nodes, besides this node's journal; 0: not at all.
 *                    It goes on at once while the database is away */
@Validated
@ConfigurationProperties("tandem.proxy.accounting")
public record AccountingProperties(@DefaultValue(DEFAULT_NODE) @NotBlank @Size(max = 64) String node,
                                   @DefaultValue("500") @Min(1) int batch,
                                   @DefaultValue("8388608") @Min(4096) long segmentSize,
                                   @DefaultValue("2s") Duration retry,
                                   @DefaultValue("0s") @DurationMin Duration sync,
                                   @DefaultValue("0s") @DurationMin Duration commit) {
    static final String DEFAULT_NODE = "proxy-1";
}
