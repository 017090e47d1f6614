package io.tandem.proxy.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** What a request's Privacy header asks for (RFC 3323 §4.2, RFC 3325 §9.3). Immutable.
 * @param values in small letters */
public record Privacy(Set<String> values) {
    /** Domain of a From that says nothing (RFC 3323 §4.1.1.3). */
    public static final String NOBODYS_HOST = "anonymous.invalid";

    public Privacy {
        values = Set.copyOf(values);
    }

    public static Privacy of(SipMessage request) {
        return new Privacy(request.headers(HeaderNames.PRIVACY).stream().flatMap(value -> Arrays.stream(value.split(";")))
                .map(value -> value.strip().toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }

    /** The caller does not want to be shown. */
    public boolean isWanted() {
        return hidesIdentity() || values.contains("user");
    }

    /** Whoever forwards the call is not shown either (RFC 7044 §10.1). */
    public boolean hidesHistory() {
        return values.contains("history");
    }

    /** P-Asserted-Identity does not go to whom nobody trusts. */
    public boolean hidesIdentity() {
        return values.contains("id");
    }
}
