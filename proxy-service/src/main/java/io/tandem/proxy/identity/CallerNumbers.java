package io.tandem.proxy.identity;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.NumberSource;
import io.tandem.data.preference.RedirectingSource;
import io.tandem.data.snapshot.E164Number;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.number.TelNumber;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;

/** The numbers of a caller (§2.9). Immutable.
 * @param userProvided UPN: what the caller says its number is
 * @param network      NPN: the number that stands for the subscriber
 * @param redirecting  UPRN: who forwarded the call, when it comes forwarded; else empty
 * @param display      display name of From as it came; empty without one
 * @param anonymous    the caller asked not to be shown (CLIR; RFC 3323) */
public record CallerNumbers(String userProvided, String network, String redirecting, String display, boolean anonymous) {
    private static final Pattern DISPLAYED_NUMBER = Pattern.compile("[+0-9 ()/.-]+");

    /** As a request gives them. */
    public static CallerNumbers of(SipMessage request, Caller caller) {
        Preferences own = caller.subscriber().preferences();
        String network = caller.isAuthenticated() ? network(caller.subscriber()) : userProvided(request, own.get(CallPreferences.INBOUND_NPN))
                .or(() -> asserted(request, caller)).orElse("");
        String userProvided = userProvided(request, own.get(CallPreferences.INBOUND_UPN)).or(() -> asserted(request, caller)).orElse(network);
        return new CallerNumbers(userProvided, network, redirecting(Diverted.of(request), own.get(CallPreferences.INBOUND_UPRN), network, userProvided),
                request.from().displayName(), own.get(CallPreferences.CLIR) || isAnonymousFrom(request) || Privacy.of(request).isWanted());
    }

    /** The number that stands for a subscriber on the network: preference cli, else the primary number, else the user name. */
    public static String network(Subscriber subscriber) {
        return subscriber.preferences().get(CallPreferences.CLI).or(() -> subscriber.primaryNumber().map(E164Number::digits))
                .orElse(subscriber.username());
    }

    private static Optional<String> userProvided(SipMessage request, NumberSource source) {
        Optional<String> named = switch (source) {
            case FROM_USER -> Optional.empty();
            case FROM_DISPLAY -> Optional.of(request.from().displayName());
            case PAI_USER -> userOf(request, HeaderNames.P_ASSERTED_IDENTITY);
            case PPI_USER -> userOf(request, HeaderNames.P_PREFERRED_IDENTITY);
            case RPID_USER -> userOf(request, "Remote-Party-ID");
        };
        return named.filter(number -> !number.isBlank())
                .or(() -> Optional.of(TelNumber.of(request.from().uri())).filter(user -> !user.isEmpty() && !isAnonymousFrom(request)));
    }

    /** Whom we know by its address, subscriber or peer, may be anonymous and say who calls to us alone (§2.1; RFC 3325 §5). */
    private static Optional<String> asserted(SipMessage request, Caller caller) {
        return !caller.isStranger() && !caller.hasPassword()
                ? userOf(request, HeaderNames.P_ASSERTED_IDENTITY).filter(number -> !number.isBlank()) : Optional.empty();
    }

    private static Optional<String> userOf(SipMessage request, String header) {
        return request.header(header).map(value -> TelNumber.of(NameAddr.parse(value).uri()));
    }

    private static String redirecting(Diverted diverted, RedirectingSource source, String network, String userProvided) {
        if (diverted.last().isEmpty()) {
            return "";
        }
        return switch (source) {
            case NONE -> "";
            case NPN -> network;
            case UPN -> userProvided;
            case DIVERSION, NPN_DIVERSION -> diverted.last();
            case ORIGINAL_NPN -> diverted.first().isEmpty() ? network : diverted.first();
            case ORIGINAL_UPN -> diverted.first().isEmpty() ? userProvided : diverted.first();
        };
    }

    private static boolean isAnonymousFrom(SipMessage request) {
        return request.from().uri().host().equalsIgnoreCase(Privacy.NOBODYS_HOST)
                || request.from().uri().decodedUser().filter("anonymous"::equalsIgnoreCase).isPresent();
    }

    public CallerNumbers withNumbers(String newUserProvided, String newNetwork) {
        return new CallerNumbers(newUserProvided, newNetwork, redirecting, display, anonymous);
    }

    /** Without a display name that is a number; a name stays. */
    public CallerNumbers withoutDisplayedNumber() {
        return DISPLAYED_NUMBER.matcher(display).matches() ? new CallerNumbers(userProvided, network, redirecting, "", anonymous) : this;
    }

    /** @param forwarder number of whoever forwards the call */
    public CallerNumbers redirectedBy(String forwarder) {
        return new CallerNumbers(userProvided, network, forwarder, display, anonymous);
    }

    /** The same numbers, shown to nobody. */
    public CallerNumbers anonymously() {
        return new CallerNumbers(userProvided, network, redirecting, display, true);
    }

    public CallerNumbers hidden() {
        return new CallerNumbers(network, network, redirecting, display, true);
    }

    /** Whether one of the numbers is so. */
    public boolean any(Predicate<String> condition) {
        return condition.test(userProvided) || condition.test(network);
    }

    @Override
    public String toString() {
        return "UPN %s, NPN %s%s%s%s".formatted(userProvided, network, redirecting.isEmpty() ? "" : ", UPRN " + redirecting,
                display.isEmpty() ? "" : ", display name \"" + display + "\"", anonymous ? ", anonymous" : "");
    }
}
