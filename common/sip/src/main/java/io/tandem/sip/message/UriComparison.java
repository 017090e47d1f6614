package io.tandem.sip.message;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.tandem.sip.message.Parameters.Parameter;

/** When two URIs name the same resource (RFC 3261 §19.1.4). The relation is not transitive, hence not {@code equals}. */
final class UriComparison {
    /** Parameters that may not be in one URI only. */
    private static final List<String> DECISIVE = List.of("user", "ttl", "method", "maddr", "transport");

    private UriComparison() {}

    static boolean equivalent(SipUri one, SipUri two) {
        if (!one.isSip() || !two.isSip()) {
            return one.equals(two);
        }
        return one.scheme().equals(two.scheme())
                && one.decodedUser().equals(two.decodedUser())
                && one.password().map(SipUri::unescape).equals(two.password().map(SipUri::unescape))
                && one.host().equalsIgnoreCase(two.host())
                && one.port() == two.port()
                && parametersMatch(one.parameters(), two.parameters())
                && parametersMatch(two.parameters(), one.parameters())
                && headers(one).equals(headers(two));
    }

    /** What both have must be the same; a decisive parameter must be in both. */
    private static boolean parametersMatch(Parameters one, Parameters two) {
        for (Parameter parameter : one.all()) {
            if (two.has(parameter.name())) {
                if (!value(one, parameter).equals(value(two, parameter))) {
                    return false;
                }
            } else if (DECISIVE.contains(parameter.name().toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }

    private static String value(Parameters parameters, Parameter wanted) {
        return parameters.get(wanted.name()).map(SipUri::unescape).orElse("").toLowerCase(Locale.ROOT);
    }

    private static List<String> headers(SipUri uri) {
        return Arrays.stream(uri.headers().split("&")).map(h -> SipUri.unescape(h).toLowerCase(Locale.ROOT)).sorted().toList();
    }
}
