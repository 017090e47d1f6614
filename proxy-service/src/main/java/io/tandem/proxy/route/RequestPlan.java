package io.tandem.proxy.route;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.proxy.auth.AuthenticationReport;
import io.tandem.proxy.auth.Authenticator;
import io.tandem.proxy.auth.Outcome;
import io.tandem.proxy.call.Replies;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.LoadBalancerStarts;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.CalleeLookup;
import io.tandem.proxy.registrar.KeepAlivePolicy;
import io.tandem.proxy.registrar.Registrar;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipMessage.Header;
import io.tandem.sip.message.SipUri;

/** What happens to a request outside dialogs, step by step; the order of these lists is the order of the checks, and results depend on it.
 * Event loop only. */
public final class RequestPlan {
    private static final int LOCK_PORTED = 5;
    private static final int LOCK_OUTGOING = 2;
    private static final Header ALLOW = new Header("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER");
    private static final String CALLER_LOCKED = "Caller locked";
    /** Methods this proxy knows, but not outside dialogs or not yet: their sender is authenticated before it hears so. */
    private static final Set<String> EVENTS = Set.of(Methods.SUBSCRIBE, Methods.PUBLISH);

    private final List<Step> register = List.of(this::authenticate, this::mayRegister, this::register);
    private final List<Step> invite = List.of(this::authenticate, this::mayCall, this::connecting, this::findCallee,
            this::calleeIsReachable, this::call);
    private final List<Step> options = List.of(this::alive);
    private final List<Step> other = List.of(this::authenticate, this::unsupported);

    private final Authenticator authenticator;
    private final CalleeLookup callees;
    private final Locations locations;
    private final Registrar registrar;
    private final LoadBalancerStarts starts;
    private final InstantSource clock;
    private final Replies replies;
    private final boolean sendsConnecting;
    private final CallStart calls;

    /** Takes over a call whose caller and callee are known. */
    @FunctionalInterface
    public interface CallStart {
        void start(Attempt attempt, Caller caller, Callee callee);
    }

    /** What the steps ask. */
    public record Sources(Authenticator authenticator, CalleeLookup callees, Locations locations, Registrar registrar,
                          LoadBalancerStarts starts, InstantSource clock) {}

    public RequestPlan(Sources sources, Replies replies, boolean sendsConnecting, CallStart calls) {
        this.authenticator = sources.authenticator();
        this.callees = sources.callees();
        this.locations = sources.locations();
        this.registrar = sources.registrar();
        this.starts = sources.starts();
        this.clock = sources.clock();
        this.replies = replies;
        this.sendsConnecting = sendsConnecting;
        this.calls = calls;
    }

    /** The steps for a request of this method. */
    public List<Step> stepsOf(String method) {
        return switch (method) {
            case Methods.REGISTER -> register;
            case Methods.INVITE -> invite;
            case Methods.OPTIONS -> options;
            default -> other;
        };
    }

    private CompletionStage<Verdict> authenticate(Attempt attempt) {
        return authenticator.authenticate(attempt.request()).thenApply(outcome -> switch (outcome) {
            case Outcome.Granted granted -> new Verdict.Proceed(attempt.by(granted.caller()));
            case Outcome.Answer answer -> new Verdict.Answer(answer.status(), answer.reason(), answer.headers(), false);
        });
    }

    private CompletionStage<Verdict> mayRegister(Attempt attempt) {
        boolean ported = lockLevel(attempt) == LOCK_PORTED;
        return now(ported ? Verdict.answer(403, "Unauthorized, lock level ported detected") : new Verdict.Proceed(attempt));
    }

    private CompletionStage<Verdict> register(Attempt attempt) {
        SipMessage request = attempt.request();
        Caller caller = attempt.caller().orElseThrow();
        SipUri to = request.to().uri();
        String user = to.decodedUser().orElse("");
        boolean own = to.host().equalsIgnoreCase(caller.realm()) && (user.equals(caller.userName())
                || user.equals(caller.subscriber().username()) || caller.subscriber().alias(user).isPresent());
        if (!own) {
            return now(Verdict.answer(403, "Forbidden")); // §10.3 step 4
        }
        boolean device = caller.subscriber().alias(user).filter(alias -> alias.isDevid()).isPresent();
        AddressOfRecord owner = new AddressOfRecord(device ? user : caller.subscriber().username(), caller.subscriber().domain());
        starts.note(request, attempt.transaction().source().remote(), clock.instant());
        return registrar.register(request, owner, KeepAlivePolicy.of(request, caller.subscriber().preferences())).thenApply(answer -> {
            List<Header> headers = new ArrayList<>(answer.headers());
            headers.addAll(AuthenticationReport.succeeded(request, caller.userName() + "@" + caller.realm()));
            return new Verdict.Answer(answer.status(), answer.reason(), headers, false);
        });
    }

    private CompletionStage<Verdict> mayCall(Attempt attempt) {
        boolean locked = lockLevel(attempt) >= LOCK_OUTGOING
                || attempt.caller().filter(caller -> caller.subscriber().status() == SubscriberStatus.LOCKED).isPresent();
        return now(locked ? Verdict.refuse(403, CALLER_LOCKED) : new Verdict.Proceed(attempt));
    }

    private static int lockLevel(Attempt attempt) {
        return attempt.caller().map(caller -> caller.subscriber().preferences().number("lock").orElse(0)).orElse(0);
    }

    private CompletionStage<Verdict> connecting(Attempt attempt) {
        if (sendsConnecting && !attempt.transaction().isCompleted()) {
            attempt.transaction().respond(replies.of(attempt.request(), 101, "Connecting"));
        }
        return now(new Verdict.Proceed(attempt));
    }

    private CompletionStage<Verdict> findCallee(Attempt attempt) {
        String domain = attempt.caller().map(caller -> caller.subscriber().domain()).orElse("");
        return callees.find(attempt.dialled(), domain).thenApply(callee -> callee instanceof Callee.Unknown
                ? Verdict.refuse(404, "Not Found") : new Verdict.Proceed(attempt.to(callee)));
    }

    private CompletionStage<Verdict> calleeIsReachable(Attempt attempt) {
        return attempt.callee().orElseThrow() instanceof Callee.Local local
                ? locations.find(local.rings()).thenApply(bindings -> bindings.isEmpty() ? new Verdict.Answer(480, "Offline", List.of(), true)
                        : new Verdict.Proceed(attempt))
                : now(new Verdict.Proceed(attempt));
    }

    private CompletionStage<Verdict> call(Attempt attempt) {
        calls.start(attempt, attempt.caller().orElseThrow(), attempt.callee().orElseThrow());
        return now(new Verdict.Taken());
    }

    /** Whoever is asked for in a domain of ours: nobody has authenticated, so the answer must not tell which users there are. */
    private CompletionStage<Verdict> alive(Attempt attempt) {
        return callees.isServed(attempt.dialled()).thenApply(served -> served ? Verdict.answer(200, "Alive") : Verdict.answer(404, "Not Found"));
    }

    private CompletionStage<Verdict> unsupported(Attempt attempt) {
        return now(EVENTS.contains(attempt.request().method()) ? Verdict.answer(489, "Bad Event")
                : new Verdict.Answer(405, "Method Not Allowed", List.of(ALLOW), false));
    }

    private static CompletionStage<Verdict> now(Verdict verdict) {
        return CompletableFuture.completedFuture(verdict);
    }
}
