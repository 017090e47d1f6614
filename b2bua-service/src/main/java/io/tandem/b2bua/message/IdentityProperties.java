package io.tandem.b2bua.message;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** How the B2BUA names itself and the parties, {@code tandem.b2bua.identity} (signalling.md §3.3, {@code ua_header_mode}).
 * @param text      User-Agent and Server of requests and responses of its own
 * @param userAgent what becomes of a party's User-Agent or Server on the other leg */
@Validated
@ConfigurationProperties("tandem.b2bua.identity")
public record IdentityProperties(@DefaultValue("Tandem B2BUA") @NotBlank String text, @DefaultValue("PASS") UserAgentMode userAgent) {
    /** Pass it on, put our own text there, or leave the header out. */
    public enum UserAgentMode { PASS, REPLACE, STRIP }
}
