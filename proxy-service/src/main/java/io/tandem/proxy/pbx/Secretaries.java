package io.tandem.proxy.pbx;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.forward.ForwardMapping;
import io.tandem.data.forward.ForwardType;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.identity.CallerNumbers;

/** Calls to a manager go to its secretaries, one after the other (§3.10): as a forward of its own preference {@code manager_secretary}, or where one of its
 * forwards leads to {@code managersecretary.local}. Secretaries reach the manager. Pure. */
public final class Secretaries {
    /** Domain of such destinations; in records, too. */
    public static final String DOMAIN = "managersecretary.local";
    private static final String SUFFIX = "@" + DOMAIN;
    private static final Duration TIMEOUT = Duration.ofSeconds(300);

    private Secretaries() {}

    /** The forward of a manager that has switched this on; empty for anybody else, and for a call of a secretary. */
    public static Optional<ForwardMapping> forward(Subscriber manager, Caller caller, CallerNumbers shown) {
        Preferences own = manager.preferences();
        if (!own.get(CallPreferences.MANAGER_SECRETARY) || isSecretary(manager, caller, shown)) {
            return Optional.empty();
        }
        Duration timeout = own.get(CallPreferences.RING_TIMEOUT).stream().filter(seconds -> seconds > 0).mapToObj(Duration::ofSeconds).findFirst()
                .orElse(TIMEOUT);
        return mapping(0, ForwardType.CFU, destinations(manager, timeout).toList());
    }

    /** A forward with secretaries instead of {@code managersecretary.local}; empty if nothing is left of it.
     * @param mapping of the manager */
    public static Optional<ForwardMapping> resolved(ForwardMapping mapping, Subscriber manager, Caller caller, CallerNumbers shown) {
        if (mapping.destinations().stream().noneMatch(Secretaries::leadsHere)) {
            return Optional.of(mapping);
        }
        boolean secretary = isSecretary(manager, caller, shown);
        List<ForwardMapping.Destination> destinations = mapping.destinations().stream().flatMap(destination -> !leadsHere(destination)
                ? Stream.of(destination) : secretary ? Stream.empty() : destinations(manager, destination.timeout())).toList();
        return destinations.isEmpty() ? Optional.empty() : Optional.of(new ForwardMapping(mapping.id(), mapping.type(), destinations, mapping.times(),
                mapping.sources(), mapping.dialled(), mapping.redirects()));
    }

    private static boolean leadsHere(ForwardMapping.Destination destination) {
        return destination.uri().endsWith(SUFFIX);
    }

    private static Optional<ForwardMapping> mapping(long id, ForwardType type, List<ForwardMapping.Destination> destinations) {
        return destinations.isEmpty() ? Optional.empty()
                : Optional.of(new ForwardMapping(id, type, destinations, Optional.empty(), Optional.empty(), Optional.empty(), false));
    }

    private static Stream<ForwardMapping.Destination> destinations(Subscriber manager, Duration timeout) {
        return numbers(manager).map(number -> new ForwardMapping.Destination("sip:" + number + SUFFIX, timeout));
    }

    private static Stream<String> numbers(Subscriber manager) {
        return manager.preferences().get(CallPreferences.SECRETARY_NUMBERS).stream().map(Secretaries::plain)
                .filter(number -> number.matches("[0-9A-Za-z._*-]+"));
    }

    private static String plain(String number) {
        String stripped = number.strip();
        return stripped.startsWith("+") ? stripped.substring(1) : stripped;
    }

    private static boolean isSecretary(Subscriber manager, Caller caller, CallerNumbers shown) {
        return numbers(manager).anyMatch(number -> shown.any(own -> plain(own).equals(number))
                || caller.isAuthenticated() && caller.subscriber().alias(number).isPresent());
    }
}
