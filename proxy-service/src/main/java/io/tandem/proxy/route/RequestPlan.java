package io.tandem.proxy.route;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.auth.AuthenticationReport;
import io.tandem.proxy.auth.Authenticator;
import io.tandem.proxy.auth.Outcome;
import io.tandem.proxy.auth.ThirdPartyCallers;
import io.tandem.proxy.auth.TrustedCallers;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.emergency.EmergencyMode;
import io.tandem.proxy.identity.Privacy;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.LoadBalancerStarts;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.CalleeLookup;
import io.tandem.proxy.peer.PeerRouting;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.CallPlan;
import io.tandem.proxy.plan.Step;
import io.tandem.proxy.plan.Verdict;
import io.tandem.proxy.presence.Presence;
import io.tandem.proxy.registrar.KeepAlivePolicy;
import io.tandem.proxy.registrar.Registrar;
import io.tandem.proxy.screen.Lock;
import io.tandem.proxy.screen.SourceAddress;
import io.tandem.proxy.screen.UserAgentRule;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipMessage.Header;
import io.tandem.sip.message.SipUri;

/** What happens to a request outside dialogs, step by step; the order of these lists is the order of the checks, and results depend on it.
 * Event loop only. */
public final class RequestPlan {
    private static final String ALLOWED = "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, SUBSCRIBE, PUBLISH";
    private static final Verdict BAD_EVENT = Verdict.answer(489, "Bad Event");

    private final List<Step> register;
    private final List<Step> invite;
    private final List<Step> options;
    private final List<Step> events;
    private final List<Step> messages;
    private final List<Step> other;
    private final Header allow;

    private final Elements elements;
    private final Authenticator authenticator;
    private final TrustedCallers trusted;
    private final ThirdPartyCallers thirdParties;
    private final CalleeLookup callees;
    private final PeerRouting peers;
    private final Registrar registrar;
    private final LoadBalancerStarts starts;
    private final InstantSource clock;
    private final EmergencyMode emergencyMode;

    /** What the steps ask.
     * @param elements the load balancers among them: what they say of a request's source is believed */
    public record Sources(Elements elements, Authenticator authenticator, TrustedCallers trusted, ThirdPartyCallers thirdParties, CalleeLookup callees,
                          PeerRouting peers, Registrar registrar, LoadBalancerStarts starts, InstantSource clock, EmergencyMode emergencyMode) {}

    /** @param sendsConnecting whether an authenticated caller gets {@code 101 Connecting}; one of a foreign domain gets it in any case
     * @param subscriptions   whether SUBSCRIBE and PUBLISH are served
     * @param messages        what follows the authentication of whoever sends a MESSAGE; none where nobody may */
    public RequestPlan(Sources sources, CallPlan calls, boolean sendsConnecting, boolean subscriptions, List<Step> messages) {
        this.elements = sources.elements();
        this.authenticator = sources.authenticator();
        this.trusted = sources.trusted();
        this.thirdParties = sources.thirdParties();
        this.callees = sources.callees();
        this.peers = sources.peers();
        this.registrar = sources.registrar();
        this.starts = sources.starts();
        this.clock = sources.clock();
        this.emergencyMode = sources.emergencyMode();
        Step authenticate = Step.untold("authentication", this::authenticate);
        Step connecting = Step.untold("connecting", attempt -> now(connecting(attempt, sendsConnecting)));
        Step name = Step.untold("name", attempt -> now(ownName(attempt)));
        register = List.of(authenticate, name, Step.untold("permission", attempt -> now(mayRegister(attempt))), Step.untold("registration", this::register));
        Step recognise = Step.untold("recognition", this::recognise);
        Step trust = Step.untold("trust", this::trust);
        Step thirdParty = Step.untold("third party", this::thirdParty);
        Step admit = Step.untold("admission", this::admit);
        Step inbound = Step.untold("inbound rules", this::inbound);
        invite = Stream.concat(Stream.of(thirdParty, recognise, inbound, trust, admit, authenticate, name, connecting), calls.steps().stream()).toList();
        options = List.of(Step.untold("alive", this::alive));
        events = List.of(trust, authenticate, name, Step.untold("event", attempt -> now(subscriptions ? event(attempt) : BAD_EVENT)));
        allow = new Header("Allow", messages.isEmpty() ? ALLOWED : ALLOWED + ", MESSAGE");
        other = List.of(trust, authenticate, name, Step.untold("unsupported", this::unsupported));
        this.messages = messages.isEmpty() ? other : Stream.concat(Stream.of(thirdParty, trust, authenticate, name), messages.stream()).toList();
    }

    /** The steps for a request of this method. */
    public List<Step> stepsOf(String method) {
        return switch (method) {
            case Methods.REGISTER -> register;
            case Methods.INVITE -> invite;
            case Methods.OPTIONS -> options;
            case Methods.SUBSCRIBE, Methods.PUBLISH -> events;
            case Methods.MESSAGE -> messages;
            default -> other;
        };
    }

    /** The B2BUA says for whom it calls, or sends a message, and nobody else can. */
    private CompletionStage<Verdict> thirdParty(Attempt attempt) {
        if (!elements.isB2bua(attempt.source()) || !ThirdPartyCallers.isMeant(attempt.request())) {
            return now(new Verdict.Proceed(attempt));
        }
        return thirdParties.of(attempt.request(), attempt.source()).thenApply(found -> found.<Verdict>map(caller -> new Verdict.Proceed(attempt.by(caller)))
                .orElseGet(() -> Verdict.answer(403, "Forbidden")));
    }

    /** Peers are told by the address that the load balancer has seen, and need no password. */
    private CompletionStage<Verdict> recognise(Attempt attempt) {
        if (!elements.loadBalancers().contains(attempt.source())) {
            return now(new Verdict.Proceed(attempt));
        }
        return callees.isServed(attempt.request().from().uri()).thenCompose(ours -> peers.recognise(attempt.request(), ours))
                .thenApply(found -> new Verdict.Proceed(found.map(host -> attempt.by(Caller.of(host, attempt.request()))).orElse(attempt)));
    }

    /** A peer that is refused is known all the same: its call leaves a record. */
    private CompletionStage<Verdict> inbound(Attempt attempt) {
        return attempt.caller().flatMap(Caller::peer).map(peer -> peers.refusal(peer, attempt.request())
                .thenApply(refusal -> refusal.map(rule -> Verdict.refuse(rule.status(), rule.reason())).orElseGet(() -> new Verdict.Proceed(attempt))))
                .orElseGet(() -> now(new Verdict.Proceed(attempt)));
    }

    /** A subscriber may be known by the address that the load balancer has seen. */
    private CompletionStage<Verdict> trust(Attempt attempt) {
        if (attempt.caller().isPresent() || !elements.loadBalancers().contains(attempt.source())) {
            return now(new Verdict.Proceed(attempt));
        }
        return trusted.of(attempt.request()).thenApply(found -> new Verdict.Proceed(found.map(attempt::by).orElse(attempt)));
    }

    /** Somebody of another domain may call subscribers whose domain or profile permits that, and nobody else ({@code unauth_inbound_calls}). */
    private CompletionStage<Verdict> admit(Attempt attempt) {
        SipUri from = attempt.request().from().uri();
        boolean nobodys = !from.isSip() || from.host().equalsIgnoreCase(Privacy.NOBODYS_HOST);
        if (attempt.caller().isPresent() || nobodys || !elements.loadBalancers().contains(attempt.source())) {
            return now(new Verdict.Proceed(attempt));
        }
        return callees.isServed(from).thenCompose(ours -> ours ? now(new Verdict.Proceed(attempt))
                : callees.findForPeer(attempt.dialled(), attempt.isTel()).thenApply(callee -> callee instanceof Callee.Local local
                        && local.subscriber().preferences().get(CallPreferences.UNAUTH_INBOUND_CALLS)
                        ? new Verdict.Proceed(attempt.by(Caller.stranger(attempt.request()))) : new Verdict.Proceed(attempt)));
    }

    private CompletionStage<Verdict> authenticate(Attempt attempt) {
        if (attempt.caller().isPresent()) {
            return now(new Verdict.Proceed(attempt));
        }
        return authenticator.authenticate(attempt.request()).thenApply(outcome -> switch (outcome) {
            case Outcome.Granted granted -> new Verdict.Proceed(attempt.by(granted.caller()));
            case Outcome.Answer answer -> new Verdict.Answer(answer.status(), answer.reason(), answer.headers(), false);
        });
    }

    /** Whoever takes another's name is refused, and the call leaves a record of who did. */
    private static Verdict ownName(Attempt attempt) {
        return Authenticator.isOwnName(attempt.request(), attempt.caller().orElseThrow()) ? new Verdict.Proceed(attempt) : Verdict.refuse(403, "Forbidden");
    }

    private static Verdict connecting(Attempt attempt, boolean always) {
        boolean told = always || attempt.caller().filter(Caller::isStranger).isPresent();
        return told ? new Verdict.Tell(101, "Connecting", attempt) : new Verdict.Proceed(attempt);
    }

    private Verdict mayRegister(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        if (!SourceAddress.permits(attempt.request(), caller)) {
            return Verdict.answer(403, "Unauthorized IP detected");
        }
        if (!UserAgentRule.permits(caller.subscriber().preferences(), caller.userAgent())) {
            return Verdict.answer(403, "Forbidden");
        }
        if (!Lock.of(caller.subscriber()).permitsRegistration()) {
            return Verdict.answer(403, "Unauthorized, lock level ported detected");
        }
        return emergencyMode.excludes(caller.subscriber()) ? keptAway(attempt.request(), caller) : new Verdict.Proceed(attempt);
    }

    /** The domain is in emergency mode. */
    private Verdict keptAway(SipMessage request, Caller caller) {
        boolean feigned = emergencyMode.settings().feignsRegistration();
        List<Header> headers = new ArrayList<>(feigned ? emergencyMode.feigned(request) : emergencyMode.retryAfter());
        headers.addAll(AuthenticationReport.succeeded(request, caller.userName() + "@" + caller.realm()));
        return new Verdict.Answer(feigned ? 200 : EmergencyMode.STATUS, feigned ? "OK" : EmergencyMode.REASON, headers, false);
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
        AddressOfRecord owner = owner(attempt);
        starts.note(request, attempt.source(), clock.instant());
        return registrar.register(request, owner, KeepAlivePolicy.of(request, caller.subscriber().preferences())).thenApply(answer -> {
            List<Header> headers = new ArrayList<>(answer.headers());
            headers.addAll(AuthenticationReport.succeeded(request, caller.userName() + "@" + caller.realm()));
            return new Verdict.Answer(answer.status(), answer.reason(), headers, false);
        });
    }

    /** Whose bindings a REGISTER changes: the caller's, or those of one of its devices. */
    public static AddressOfRecord owner(Attempt register) {
        Subscriber subscriber = register.caller().orElseThrow().subscriber();
        String user = register.request().to().uri().decodedUser().orElse("");
        boolean device = subscriber.alias(user).filter(Alias::isDevid).isPresent();
        return new AddressOfRecord(device ? user : subscriber.username(), subscriber.domain());
    }

    /** Whoever is asked for in a domain of ours: nobody has authenticated, so the answer must not tell which users there are. */
    private CompletionStage<Verdict> alive(Attempt attempt) {
        return callees.isServed(attempt.dialled()).thenApply(served -> served ? Verdict.answer(200, "Alive") : Verdict.answer(404, "Not Found"));
    }

    private CompletionStage<Verdict> unsupported(Attempt attempt) {
        return now(new Verdict.Answer(405, "Method Not Allowed", List.of(allow), false));
    }

    private static Verdict event(Attempt attempt) {
        return Presence.serves(attempt.request()) ? new Verdict.Dispatch(attempt)
                : new Verdict.Answer(489, "Bad Event", List.of(new Header("Allow-Events", Presence.events())), false);
    }

    private static CompletionStage<Verdict> now(Verdict verdict) {
        return CompletableFuture.completedFuture(verdict);
    }
}
