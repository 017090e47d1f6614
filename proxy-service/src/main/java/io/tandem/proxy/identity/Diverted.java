package io.tandem.proxy.identity;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.proxy.number.TelNumber;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Who forwarded a call before it came here, as its Diversion (RFC 5806) or History-Info headers (RFC 7044) say. Immutable.
 * @param last      number of whoever forwarded it last; empty if nobody did
 * @param first     number of whoever forwarded it first
 * @param diversion it carries Diversion
 * @param history   it carries a History-Info entry with a reason */
record Diverted(String last, String first, boolean diversion, boolean history) {

    static Diverted of(SipMessage request) {
        List<String> diversions = numbers(request.headers("Diversion")); // the last one on top (RFC 5806 §4)
        List<String> history = numbers(request.headers("History-Info").stream().filter(Diverted::hasReason).toList());
        String last = !diversions.isEmpty() ? diversions.getFirst() : history.isEmpty() ? "" : history.getLast();
        String first = !diversions.isEmpty() ? diversions.getLast() : history.isEmpty() ? "" : history.getFirst();
        return new Diverted(last, first, !diversions.isEmpty(), !history.isEmpty());
    }

    private static boolean hasReason(String entry) {
        return uri(entry).filter(uri -> uri.headers().toLowerCase(Locale.ROOT).contains("reason=")).isPresent();
    }

    private static List<String> numbers(List<String> entries) {
        return entries.stream().map(Diverted::uri).flatMap(Optional::stream).map(TelNumber::of).filter(number -> !number.isEmpty()).toList();
    }

    /** Empty if it cannot be read: phones and gateways do leave quotes and blanks unescaped there, and the call does not depend on it. */
    private static Optional<SipUri> uri(String entry) {
        try {
            return Optional.of(NameAddr.parse(entry).uri());
        } catch (MalformedMessageException unreadable) {
            return Optional.empty();
        }
    }
}
