package io.tandem.proxy.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.data.forward.ForwardMapping;
import io.tandem.data.forward.ForwardType;
import io.tandem.data.preference.CallDeflection;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.forward.Failure;
import io.tandem.proxy.forward.ForwardProperties;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.pbx.Secretaries;
import io.tandem.proxy.screen.Lock;

/** When a call is forwarded instead of rung or refused (§2.12): what is known in, verdict out. Pure.
 * @param limits of forwarding
 * @param pbx    whether {@code manager_secretary} and {@code cloud_pbx_callqueue} count */
public record ForwardDecisions(ForwardProperties limits, boolean pbx) {
    private static final Duration DEFLECTION_TIMEOUT = Duration.ofSeconds(300);

    /** Before anything rings. Whoever does not want to be disturbed forwards nothing either. */
    Verdict atOnce(Attempt attempt) {
        Optional<Callee.Local> callee = attempt.localCallee();
        if (callee.isEmpty()) {
            return new Verdict.Proceed(attempt);
        }
        if (attempt.ofCallee().own().get(CallPreferences.DND)) {
            return Verdict.refuse(486, "Busy");
        }
        Optional<ForwardMapping> mapping = mapping(attempt, ForwardType.CFU);
        if (mapping.isEmpty()) {
            return toSecretaries(attempt, callee.get().subscriber());
        }
        return comesAgain(attempt, callee.get().subscriber()) ? looping() : forward(attempt, mapping.get());
    }

    /** A call that comes back from a secretary is the manager's. */
    private Verdict toSecretaries(Attempt attempt, Subscriber manager) {
        boolean back = attempt.forwarded().filter(how -> how.isBy(manager)).isPresent();
        return pbx && !back ? Secretaries.forward(manager, attempt.original().caller().orElseThrow(), shown(attempt))
                .map(mapping -> forward(attempt, mapping)).orElseGet(() -> new Verdict.Proceed(attempt)) : new Verdict.Proceed(attempt);
    }

    /** The refusal of a step, unless the callee has a forward of this type. */
    Verdict instead(Attempt attempt, ForwardType type, Verdict refusal) {
        return instead(attempt, List.of(type), refusal);
    }

    /** The refusal of a callee that takes no more calls: it may have a forward for that, else one for when it is busy. */
    Verdict insteadOfMore(Attempt attempt, Verdict refusal) {
        return instead(attempt, List.of(ForwardType.CFO, ForwardType.CFB), refusal);
    }

    private Verdict instead(Attempt attempt, List<ForwardType> types, Verdict refusal) {
        return refusal instanceof Verdict.Answer ? afterFailure(attempt, types).orElse(refusal) : refusal;
    }

    /** After a final response of the callee's phones; empty if that goes to the caller. */
    public Optional<Verdict> afterFailure(Attempt attempt, Failure failure) {
        List<ForwardType> types = new ArrayList<>(failure.asksFor(attempt.ofCallee().own()));
        if (attempt.hunt().isPresent() && failure.rang() && failure.status() != 487) {
            types.add(ForwardType.CFT); // whatever the last of the group has said: nobody has answered
        }
        return afterFailure(attempt, types);
    }

    /** After the callee's phone has sent the caller elsewhere ({@code call_deflection}); empty if the caller is told.
     * @param contacts where, in the order in which they are tried */
    public Optional<Verdict> deflected(Attempt attempt, List<String> contacts) {
        boolean follows = !contacts.isEmpty() && attempt.ofCallee().own().get(CallPreferences.CALL_DEFLECTION) != CallDeflection.DISABLED
                && attempt.localCallee().filter(callee -> !comesAgain(attempt, callee.subscriber())).isPresent();
        if (!follows) {
            return Optional.empty();
        }
        List<ForwardMapping.Destination> destinations = contacts.stream().map(uri -> new ForwardMapping.Destination(uri, DEFLECTION_TIMEOUT)).toList();
        return Optional.of(permitted(new Verdict.Forward(attempt, new ForwardMapping(0, ForwardType.CFB, destinations, Optional.empty(), Optional.empty(),
                Optional.empty(), false), Verdict.Forward.MOVED)));
    }

    /** Of a message; empty if it goes to the callee's phones. */
    public Optional<Verdict> ofMessage(Attempt attempt) {
        return attempt.localCallee().filter(callee -> !comesAgain(attempt, callee.subscriber()))
                .flatMap(_ -> mapping(attempt, ForwardType.CFS)).map(mapping -> forward(attempt, mapping));
    }

    /** @param types asked for, the first that holds counts */
    private Optional<Verdict> afterFailure(Attempt attempt, List<ForwardType> types) {
        Optional<Verdict> mapped = mapped(attempt);
        return mapped.isPresent() ? mapped : attempt.localCallee().filter(callee -> !comesAgain(attempt, callee.subscriber()))
                .flatMap(_ -> types.stream().map(type -> mapping(attempt, type)).flatMap(Optional::stream).findFirst())
                .map(mapping -> forward(attempt, mapping));
    }

    /** By a location mapping, whatever has become of the callee's own phones. */
    private Optional<Verdict> mapped(Attempt attempt) {
        return Mappings.forward(attempt).filter(_ -> attempt.localCallee().filter(callee -> !comesAgain(attempt, callee.subscriber())).isPresent())
                .map(this::permitted);
    }

    /** How long the callee's phones ring before the call is forwarded; empty if it is not for that. */
    public Optional<Duration> ringTimeout(Attempt attempt) {
        if (mapped(attempt).isPresent()) {
            return Optional.of(Mappings.RINGS);
        }
        OptionalInt seconds = attempt.ofCallee().own().get(CallPreferences.RING_TIMEOUT);
        return seconds.isEmpty() ? Optional.empty()
                : afterFailure(attempt, List.of(ForwardType.CFT)).map(_ -> Duration.ofSeconds(Math.max(1, seconds.getAsInt())));
    }

    /** The callee's forward of this type for this call. */
    private static Optional<ForwardMapping> mapping(Attempt attempt, ForwardType type) {
        if (attempt.forwards().mappings().isEmpty()) {
            return Optional.empty();
        }
        return attempt.localCallee().flatMap(callee -> attempt.forwards().first(type, attempt.arrival(), callers(attempt), dialled(attempt, callee))
                .flatMap(found -> Secretaries.resolved(found, callee.subscriber(), attempt.original().caller().orElseThrow(), shown(attempt))));
    }

    private Verdict forward(Attempt attempt, ForwardMapping mapping) {
        return permitted(new Verdict.Forward(attempt, mapping));
    }

    private Verdict permitted(Verdict.Forward forward) {
        int depth = forward.attempt().forwarded().map(Forwarded::depth).orElse(0);
        return depth < limits.depth() ? forward : looping();
    }

    private static Verdict looping() {
        return Verdict.refuse(480, "Unavailable");
    }

    private boolean comesAgain(Attempt attempt, Subscriber callee) {
        return limits.loopDetection() && attempt.forwarded().filter(how -> how.isBy(callee)).isPresent();
    }

    private static CallerNumbers shown(Attempt attempt) {
        return attempt.shown(attempt.caller().orElseThrow());
    }

    static List<String> callers(Attempt attempt) {
        CallerNumbers numbers = shown(attempt);
        List<String> names = new ArrayList<>(List.of(numbers.userProvided(), numbers.network()));
        if (numbers.anonymous()) {
            names.add("anonymous");
        }
        return names;
    }

    private static List<String> dialled(Attempt attempt, Callee.Local callee) {
        return List.of(attempt.calledUser(), callee.dialled(), CallDecisions.restrictedNumber(attempt));
    }

    /** A forward is a call of its own of whoever forwards (§2.8). */
    static Verdict forwarderLock(Attempt attempt) {
        ForwardType type = attempt.forwarded().orElseThrow().type();
        boolean permitted = switch (CallDecisions.lock(attempt)) {
            case NONE, FOREIGN -> true;
            case OUTGOING, BOTH, GLOBAL -> false;
            case PORTED -> type == ForwardType.CFU;
        };
        return permitted ? new Verdict.Proceed(attempt) : Verdict.refuse(403, "Caller locked");
    }

    /** Nobody calls for help by a forward. */
    static Verdict destination(Attempt attempt) {
        return attempt.isEmergency() ? Verdict.refuse(404, "Not Found") : new Verdict.Proceed(attempt);
    }

    /** Whoever is ported away is still forwarded to where it is now. */
    static boolean isPortedAway(Attempt attempt) {
        return attempt.localCallee().filter(callee -> Lock.of(callee.subscriber()) == Lock.PORTED).isPresent()
                && mapping(attempt, ForwardType.CFU).isPresent();
    }
}
