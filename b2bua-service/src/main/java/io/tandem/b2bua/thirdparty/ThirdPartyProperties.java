package io.tandem.b2bua.thirdparty;

import java.util.regex.Pattern;

import io.tandem.sip.message.SipUri;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Calls that the B2BUA makes of its own accord, {@code tandem.b2bua.third-party}.
 * @param proxy {@code ip:port} of the proxy that takes calls asked for over the control port (click-to-dial) */
@Validated
@ConfigurationProperties("tandem.b2bua.third-party")
public record ThirdPartyProperties(@DefaultValue("127.0.0.1:5062") @NotBlank String proxy) {
    private static final Pattern ADDRESS = Pattern.compile("(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:]+\\]):[0-9]{1,5}");

    public ThirdPartyProperties {
        if (!ADDRESS.matcher(proxy).matches()) {
            throw new IllegalArgumentException("tandem.b2bua.third-party.proxy '%s' is not ip:port".formatted(proxy));
        }
    }

    public SipUri proxyUri() {
        return SipUri.parse("sip:" + proxy);
    }
}
