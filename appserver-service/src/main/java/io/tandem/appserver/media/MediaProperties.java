package io.tandem.appserver.media;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * RTP of the app server, {@code tandem.appserver.media}.
 *
 * @param address      address of the RTP sockets, as shown in SDP
 * @param firstPort    lowest RTP port; even ones are used (RFC 3550 §11)
 * @param lastPort     highest port
 * @param trafficClass octet of outgoing packets; 184 is DSCP EF
 */
@Validated
@ConfigurationProperties("tandem.appserver.media")
public record MediaProperties(@DefaultValue("127.0.0.1") @NotBlank String address,
                              @DefaultValue("10000") @Min(1024) int firstPort,
                              @DefaultValue("20000") @Max(65535) int lastPort,
                              @DefaultValue("184") @Min(0) @Max(255) int trafficClass) {
    public MediaProperties {
        if (lastPort <= firstPort) {
            throw new IllegalArgumentException("tandem.appserver.media: last-port %d must be above first-port %d".formatted(lastPort, firstPort));
        }
    }
}
