package io.tandem.proxy.identity;

import java.util.List;
import java.util.Optional;

import io.tandem.data.pattern.Wildcard;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.RejectPolicy;
import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.E164Number;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.sip.message.SipMessage;

/** Whether a caller may show the number that it says it has (§2.9). Pure.
 * @param subscriber the caller
 * @param customer   preferences of its customer */
public record CliScreening(Subscriber subscriber, Preferences customer) {
    /** Country code, area code and something of a subscriber number; extensions are shorter. */
    private static final int SHORTEST_NUMBER = 6;

    /** What is shown instead, or as it was; empty if the call is refused with {@code 403 Forbidden}. */
    public Optional<CallerNumbers> judge(CallerNumbers numbers, SipMessage request) {
        Preferences own = subscriber.preferences();
        if (own.get(CallPreferences.CLIP_NO_SCREENING) || isOwn(numbers) || isAllowed(numbers.userProvided())) {
            return Optional.of(numbers);
        }
        if (own.get(CallPreferences.EXTENSION_IN_NPN) && extendsOwnNumber(numbers.userProvided())) {
            return Optional.of(numbers.withNumbers(numbers.userProvided(), numbers.userProvided()));
        }
        if (isExcusedBy(Diverted.of(request))) {
            return Optional.of(numbers);
        }
        CallerNumbers shown = numbers.withoutDisplayedNumber(); // phones show the display name before the number
        return switch (policy()) {
            case OVERRIDE_BY_USERNPN -> Optional.of(shown.withNumbers(own.get(CallPreferences.USER_CLI).orElse(numbers.network()), numbers.network()));
            case OVERRIDE_BY_CLIR -> Optional.of(shown.hidden());
            case REJECT -> Optional.empty();
        };
    }

    /** The user's policy, or what is wider; else the customer's. */
    public RejectPolicy policy() {
        Preferences own = subscriber.preferences();
        return own.has(CallPreferences.REJECT_POLICY) ? own.get(CallPreferences.REJECT_POLICY) : customer.get(CallPreferences.REJECT_POLICY);
    }

    /** Patterns of the user and of its customer. */
    public String allowed() {
        return subscriber.preferences().get(CallPreferences.ALLOWED_CLIS) + " " + customer.get(CallPreferences.ALLOWED_CLIS);
    }

    private boolean isOwn(CallerNumbers numbers) {
        return numbers.userProvided().equals(numbers.network())
                || subscriber.preferences().get(CallPreferences.USER_CLI).filter(numbers.userProvided()::equals).isPresent();
    }

    private boolean isAllowed(String number) {
        return matches(subscriber.preferences().get(CallPreferences.ALLOWED_CLIS), number) || matches(customer.get(CallPreferences.ALLOWED_CLIS), number);
    }

    private static boolean matches(List<Wildcard> patterns, String number) {
        for (Wildcard pattern : patterns) {
            if (pattern.matches(number)) {
                return true;
            }
        }
        return false;
    }

    /** An alias that is no number of the network, such as an extension of a cloud PBX, would let its user be anybody whose number begins so. */
    private boolean extendsOwnNumber(String number) {
        return subscriber.aliases().stream().filter(alias -> !alias.isDevid() && (alias.isPrimary() || isInternational(alias.username())))
                .map(Alias::username).anyMatch(own -> number.length() > own.length() && number.startsWith(own));
    }

    private boolean isInternational(String number) {
        return number.length() >= SHORTEST_NUMBER
                && subscriber.primaryNumber().map(E164Number::cc).filter(country -> !country.isEmpty() && number.startsWith(country)).isPresent();
    }

    private boolean isExcusedBy(Diverted diverted) {
        return switch (subscriber.preferences().get(CallPreferences.DIVERSION_CHECK)) {
            case NO -> false;
            case YES -> diverted.diversion() || diverted.history();
            case DIVERSION -> diverted.diversion();
            case HISTORYINFO -> diverted.history();
            case CHECK_ALIASES -> subscriber.alias(diverted.last()).isPresent();
            case CHECK_ALLOWED_CLIS -> !diverted.last().isEmpty() && isAllowed(diverted.last());
        };
    }
}
