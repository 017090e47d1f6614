package io.tandem.b2bua.message;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Methods that parties may use in a call, {@code tandem.b2bua.methods} (signalling.md §2.3). What is not allowed is answered 405.
 * @param refer if not, REFER and INFO vanish from Allow both ways
 * @param info  if not, INFO vanishes from Allow both ways */
@Validated
@ConfigurationProperties("tandem.b2bua.methods")
public record MethodProperties(@DefaultValue("true") boolean refer, @DefaultValue("true") boolean info) {
    /** Whether a party may send it. */
    public boolean permits(String method) {
        return switch (method) {
            case Methods.REFER -> refer;
            case Methods.INFO  -> info;
            default            -> true;
        };
    }

    /** Takes out of Allow what must not be offered. */
    SipMessage restrict(SipMessage outgoing) {
        if (refer && info || !outgoing.has(HeaderNames.ALLOW)) return outgoing;
        String kept = offered(String.join(",", outgoing.headers(HeaderNames.ALLOW)));
        return outgoing.remove(HeaderNames.ALLOW).set(HeaderNames.ALLOW, kept);
    }

    /** Those of a list that may be offered. */
    String offered(String methods) {
        return refer && info ? methods : Arrays.stream(methods.split(",")).map(String::strip).filter(this::isOffered).collect(Collectors.joining(", "));
    }

    private boolean isOffered(String method) {
        return switch (method.toUpperCase(Locale.ROOT)) {
            case Methods.REFER -> refer;
            case Methods.INFO -> refer && info;
            default -> true;
        };
    }
}
