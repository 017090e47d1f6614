package io.tandem.proxy.plan;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.tandem.data.header.HeaderRule;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.EmergencyNumber;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteVariables;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.emergency.ShortCodes;
import io.tandem.proxy.header.HeaderParty;
import io.tandem.proxy.header.HeaderRewriting;
import io.tandem.proxy.identity.CallerIdentity;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.identity.CliScreening;
import io.tandem.proxy.identity.Presentation;
import io.tandem.proxy.ledger.Claim;
import io.tandem.proxy.ledger.Taking;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.Gruus;
import io.tandem.proxy.pbx.HuntGroup;
import io.tandem.proxy.peer.ForcedRoute;
import io.tandem.proxy.peer.PeerRoute;
import io.tandem.proxy.portability.Porting;
import io.tandem.proxy.screen.BlockLists;
import io.tandem.proxy.screen.Lock;
import io.tandem.proxy.screen.Ncos;
import io.tandem.proxy.screen.OverrideCode;
import io.tandem.proxy.screen.SourceAddress;
import io.tandem.proxy.screen.UserAgentRule;
import io.tandem.proxy.stir.IdentityVerifier;
import io.tandem.proxy.stir.Verification;
import io.tandem.proxy.vsc.ServiceCodes;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The decisions of the call plan: what is known in, verdict out. Pure; codes and phrases are those of §2.21. */
final class CallDecisions {
    private static final Logger LOG = LoggerFactory.getLogger(CallDecisions.class);
    /** All peers have failed, or none may take a call. */
    private static final String NO_PEER = "PSTN Termination Currently Unavailable";
    private static final String CALLER_LOCKED = "Caller locked";

    private CallDecisions() {}

    static Verdict sourceAddress(Attempt attempt) {
        return permit(attempt, caller(attempt).isThirdParty() || SourceAddress.permits(attempt.request(), caller(attempt)), "Unauthorized IP detected");
    }

    static Verdict userAgent(Attempt attempt) {
        Caller caller = caller(attempt);
        return permit(attempt, caller.isThirdParty() || UserAgentRule.permits(caller.subscriber().preferences(), caller.userAgent()), "Forbidden");
    }

    /** The rules work on a copy: nobody changes the request while the plan runs. */
    static Verdict headersIn(Attempt attempt, HeaderParty rules) {
        return rules.hasRules() ? headersIn(attempt, rules, HeaderRule.Direction.A_INBOUND, rules) : new Verdict.Proceed(attempt);
    }

    /** Those of the forwarder, over what the caller's have made. */
    static Verdict headersForwarded(Attempt attempt) {
        HeaderParty rules = attempt.forwardersHeaders();
        return rules.hasRules() ? headersIn(attempt, rules, HeaderRule.Direction.CF_INBOUND, attempt.callersHeaders()) : new Verdict.Proceed(attempt);
    }

    private static Verdict headersIn(Attempt attempt, HeaderParty rules, HeaderRule.Direction direction, HeaderParty callers) {
        SipMessage changed = attempt.request().copy();
        HeaderRewriting.Outcome outcome = HeaderRewriting.run(changed, rules, direction, attempt.headers());
        return outcome.rejection().map(rejection -> Verdict.refuse(rejection.status(), rejection.reason()))
                .orElseGet(() -> new Verdict.Proceed(attempt.with(changed, callers, outcome.edits())));
    }

    static Verdict numbers(Attempt attempt) {
        return new Verdict.Proceed(attempt.showing(CallerNumbers.of(attempt.request(), caller(attempt))));
    }

    /** A short code without the area code that a router has put before it (§2.18). */
    static Verdict shortCode(Attempt attempt, ShortCodes codes) {
        return codes.find(attempt.dialled().decodedUser().orElse(""), attempt.ofCaller().own())
                .<Verdict>map(code -> new Verdict.Proceed(attempt.calling(attempt.dialled().withUser(code)))).orElseGet(() -> new Verdict.Proceed(attempt));
    }

    /** A phone that is known by an address of its own, for a while (RFC 5627 §5.4). */
    static Verdict opened(Attempt attempt, Gruus gruus) {
        return !Gruus.isTemporary(attempt.called()) ? new Verdict.Proceed(attempt) : gruus.opened(attempt.called())
                .<Verdict>map(phone -> new Verdict.Proceed(attempt.calling(phone))).orElseGet(() -> Verdict.refuse(404, "Not Found"));
    }

    /** The number behind the PIN is called; the record keeps what was dialled (§2.10). */
    static Verdict overridePin(Attempt attempt) {
        if (!dialsOverride(attempt)) {
            return new Verdict.Proceed(attempt);
        }
        return OverrideCode.of(attempt.dialled().decodedUser().orElse(""), attempt.ofCaller())
                .<Verdict>map(code -> new Verdict.Proceed(attempt.calling(attempt.dialled().withUser(code.number())).lifting(code.lifted())))
                .orElseGet(() -> Verdict.refuse(403, "Incorrect Override PIN"));
    }

    static boolean dialsOverride(Attempt attempt) {
        return caller(attempt).isAuthenticated() && OverrideCode.isDialled(attempt.dialled().decodedUser().orElse(""));
    }

    /** The caller's rules make both of its numbers and the dialled one normal. */
    static Verdict rewriteIn(Attempt attempt) {
        if (attempt.isEmergency()) { // only the rules may make it one: restrictions do not hold for it
            return Verdict.refuse(404, "Not Found");
        }
        PartySnapshot caller = attempt.ofCaller();
        Supplier<RewriteVariables> variables = () -> RewriteVariables.of(caller.own(), caller.customer(), Preferences.NONE, caller.own());
        CallerNumbers shown = attempt.shown(caller(attempt));
        CallerNumbers rewritten = shown.withNumbers(caller.upn().applied(caller.rewrite(RewriteList.CALLER_IN, shown.userProvided(), variables)),
                caller.rewrite(RewriteList.CALLER_IN, shown.network(), variables));
        SipUri called = attempt.called().decodedUser()
                .map(number -> changed(attempt.called(), number, caller.rewrite(RewriteList.CALLEE_IN, number, variables))).orElse(attempt.called());
        return new Verdict.Proceed(attempt.showing(rewritten).calling(called));
    }

    /** The URI with another user part, if it is one. */
    static SipUri changed(SipUri uri, String before, String after) {
        return before.equals(after) || after.isEmpty() ? uri : uri.withUser(after);
    }

    /** A colleague's extension stands for its whole number. */
    static Verdict extension(Attempt attempt, Optional<String> number) {
        return new Verdict.Proceed(number.map(whole -> attempt.calling(attempt.dialled().withUser(whole))).orElse(attempt));
    }

    /** What a slot leads to is called. It makes an emergency call only of what the caller's rules make one. */
    static Verdict speedDialled(Attempt attempt, Optional<SipUri> destination) {
        if (destination.isEmpty()) {
            return Verdict.refuse(484, "Speed-Dial slot empty");
        }
        Attempt dialled = attempt.calling(destination.get());
        PartySnapshot caller = attempt.ofCaller();
        boolean feigned = dialled.isEmergency() && !caller.rewrite(RewriteList.CALLEE_IN, dialled.emergencyCode(),
                () -> RewriteVariables.of(caller.own(), caller.customer(), Preferences.NONE, caller.own())).equals(dialled.calledUser());
        return feigned ? Verdict.refuse(404, "Not Found") : new Verdict.Proceed(dialled);
    }

    /** A service of the system itself is called. */
    static Verdict application(Attempt attempt, SipUri uri, Optional<String> service) {
        return new Verdict.Proceed(attempt.calling(uri).to(new Callee.Application(uri, service)));
    }

    static Verdict ownNumber(Attempt attempt) {
        return refuseFor(attempt, attempt.isEmergency() ? Optional.empty() : BlockLists.ownNumber(attempt.ofCaller(), attempt.shown(caller(attempt))));
    }

    /** What peers say about their callers is theirs to check, and what administrators write instead of a number is right. Nobody who calls for help is
     * refused for a wrong number. */
    static Verdict screenCli(Attempt attempt) {
        CallerNumbers said = attempt.shown(caller(attempt));
        if (!caller(attempt).isAuthenticated() || attempt.ofCaller().upn().gives(said.userProvided())) {
            return new Verdict.Proceed(attempt);
        }
        Optional<CallerNumbers> rightful = attempt.isEmergency() ? Optional.of(said.withNumbers(said.network(), said.network())) : Optional.empty();
        return screening(attempt).judge(said, attempt.request()).or(() -> rightful)
                .<Verdict>map(shown -> new Verdict.Proceed(attempt.showing(shown))).orElseGet(() -> Verdict.refuse(403, "Forbidden"));
    }

    static CliScreening screening(Attempt attempt) {
        return new CliScreening(caller(attempt).subscriber(), attempt.ofCaller().customer());
    }

    static Verdict callerLock(Attempt attempt) {
        return permit(attempt, lock(attempt).permitsCalls(attempt.isEmergency()), CALLER_LOCKED);
    }

    static Lock lock(Attempt attempt) {
        return Lock.of(caller(attempt).subscriber());
    }

    /** An emergency call shows a number that can be called back (§2.18). */
    static Verdict emergency(Attempt attempt) {
        PartySnapshot caller = attempt.ofCaller();
        if (!attempt.isEmergency() || !caller(attempt).isAuthenticated()) {
            return new Verdict.Proceed(attempt);
        }
        if (caller.own().get(CallPreferences.REJECT_EMERGENCY)) {
            return Verdict.refuse(403, "Emergency Calls Not Supported");
        }
        CallerNumbers shown = attempt.shown(caller(attempt));
        String number = caller.own().get(CallPreferences.EMERGENCY_CLI).or(() -> caller.customer().get(CallPreferences.EMERGENCY_CLI))
                .orElse(caller.own().get(CallPreferences.EMERGENCY_UPN) == EmergencyNumber.UPN ? shown.userProvided() : shown.network());
        return new Verdict.Proceed(attempt.showing(shown.withNumbers(number, shown.network())));
    }

    /** A peer called somebody who wants to know who vouches for that. */
    static boolean isVerified(Attempt attempt) {
        return attempt.verified().isEmpty() && attempt.localCallee().isPresent() && attempt.ofCallee().own().get(CallPreferences.STIR_CHECK)
                && attempt.original().caller().filter(caller -> !caller.isAuthenticated()).isPresent();
    }

    /** Whom the peer called, and for whom, in the numbers of this network. */
    static IdentityVerifier.Question identityQuestion(Attempt attempt) {
        Attempt original = attempt.original();
        CallerNumbers shown = original.shown(caller(original));
        return new IdentityVerifier.Question(original.request().lines("Identity"), List.of(shown.network(), shown.userProvided()),
                Stream.concat(calledAs(original).stream(), Stream.of(original.called().toString())).toList(), original.arrival());
    }

    static Verdict verified(Attempt attempt, Verification found) {
        return switch (found) {
            case Verification.Passed passed -> new Verdict.Proceed(attempt.verified(passed));
            case Verification.Refused refused -> {
                LOG.info("call {} refused with {} {}: {}", attempt.request().callId(), refused.status(), refused.reason(), refused.why());
                yield Verdict.refuse(refused.status(), refused.reason());
            }
        };
    }

    static Verdict foreignLock(Attempt attempt) {
        return permit(attempt, isHome(attempt) || lock(attempt).permitsForeignCalls(attempt.isEmergency()), CALLER_LOCKED);
    }

    /** The callee is a subscriber of the caller's own domain, or an application. */
    static boolean isHome(Attempt attempt) {
        return attempt.callee().filter(callee -> switch (callee) {
            case Callee.Local local -> local.subscriber().domainId() == caller(attempt).subscriber().domainId();
            case Callee.Application _ -> true;
            case Callee.Foreign _, Callee.Unknown _, Callee.Peers _, Callee.Peer _ -> false;
        }).isPresent();
    }

    static Verdict blockIn(Attempt attempt) {
        return refuseFor(attempt, BlockLists.incoming(attempt.ofCallee(), attempt.shown(caller(attempt))));
    }

    static Verdict calleeLock(Attempt attempt) {
        boolean locked = attempt.localCallee().filter(local -> !Lock.of(local.subscriber()).permitsIncoming()).isPresent();
        return permit(attempt, !locked || ForwardDecisions.isPortedAway(attempt), "Callee locked");
    }

    static Verdict ncos(Attempt attempt) {
        boolean exempt = attempt.isEmergency() || attempt.callee().filter(Callee.Application.class::isInstance).isPresent();
        return permit(attempt, exempt || Ncos.refusal(attempt.ofCaller(), restricted(attempt)).isEmpty(), "Blocked by NCOS level");
    }

    private static Ncos.Called restricted(Attempt attempt) {
        return new Ncos.Called(restrictedNumber(attempt), attempt.portability().carrierId(), isIntraPbx(attempt), attempt.lifted(), attempt.arrival());
    }

    /** What restrictions look at: the number that was called, or that of a subscriber who was called by name. */
    static String restrictedNumber(Attempt attempt) {
        String called = attempt.calledUser();
        boolean isNumber = !called.isEmpty() && called.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? called : attempt.localCallee().map(local -> CallerNumbers.network(local.subscriber())).orElse(called);
    }

    static Verdict blockOut(Attempt attempt) {
        boolean exempt = attempt.isEmergency() || isOwnService(attempt);
        return refuseFor(attempt, exempt ? Optional.empty() : BlockLists.outgoing(attempt.ofCaller(), attempt.lifted(), calledAs(attempt)));
    }

    /** Whoever may call nobody may still read its messages and change its settings. */
    private static boolean isOwnService(Attempt attempt) {
        return attempt.forwarded().isEmpty() && attempt.callee().orElseThrow() instanceof Callee.Application application
                && (application.service().isPresent() || application.uri().decodedUser().orElse("").startsWith(ServiceCodes.OWN_VOICEBOX));
    }

    /** The call that is made instead of one that block lists refuse. */
    static Optional<Attempt> diverted(Attempt attempt) {
        PartySnapshot caller = attempt.ofCaller();
        return caller.own().get(CallPreferences.DIVERT_BLOCK_OUT).or(() -> caller.customer().get(CallPreferences.DIVERT_BLOCK_OUT))
                .map(number -> attempt.calling(SipUri.of(number, caller(attempt).subscriber().domain(), -1)).withCalleeData(PartySnapshot.NONE));
    }

    static List<String> calledAs(Attempt attempt) {
        SequencedSet<String> names = new LinkedHashSet<>(Arrays.asList(attempt.calledUser(), restrictedNumber(attempt)));
        return List.copyOf(names);
    }

    static Verdict reached(Attempt attempt, Callee.Local local, boolean registered) {
        if (new ForcedRoute(caller(attempt).subscriber(), local.subscriber(), attempt.calledUser()).isWanted(!registered)) {
            return new Verdict.Proceed(Porting.elsewhere(attempt, ForcedRoute.shown(attempt.ofCaller().own(), attempt.ofCallee().own())));
        }
        return registered ? new Verdict.Proceed(attempt) : Verdict.refuse(480, "Offline");
    }

    /** Who is called in a domain that is not ours (§2.4); peers are asked for those whom a caller may not call there. */
    static Verdict foreign(Attempt attempt) {
        boolean nobody = attempt.calledUser().isEmpty() || !caller(attempt).isAuthenticated();
        boolean permitted = attempt.ofCaller().own().get(CallPreferences.ALLOW_OUT_FOREIGN_DOMAIN) && !attempt.isEmergency(); // help is not there
        return nobody ? Verdict.refuse(404, "Not Found")
                : new Verdict.Proceed(permitted ? attempt.to(new Callee.Foreign(attempt.dialled())) : attempt);
    }

    /** @param routes servers whose rules match
     * @param callee whose {@code outbound_*} settings hold there; of a call that is forced out */
    static Verdict leaves(Attempt attempt, List<PeerRoute> routes, Optional<Preferences> callee) {
        List<PeerRoute> open = routes.stream().filter(PeerRoute::isOpen).map(route -> route.showing(callee)).toList();
        if (routes.isEmpty()) {
            return Verdict.refuse(404, "Not Found");
        }
        if (!caller(attempt).isAuthenticated() && !mayRelay(attempt.ofCaller().own())) {
            return Verdict.refuse(403, "Relaying Denied");
        }
        return open.isEmpty() ? Verdict.refuse(503, NO_PEER)
                : new Verdict.Proceed(attempt.to(new Callee.Peers(attempt.called().decodedUser().orElse(""), open)));
    }

    /** From peer to peer (§2.4); a number that is ported away is not local. */
    private static boolean mayRelay(Preferences peer) {
        return switch (peer.get(CallPreferences.FORCE_OUTBOUND)) {
            case FORCE, FORCE_NONLOCAL, FORCE_NONLOCAL_LNP -> true;
            case NEVER, FORCE_OFFLINE, FORCE_OFFLINE_PRIMARY, FORCE_OFFLINE_ALIAS, FORCE_INTERPBX, FORCE_INTERDOMAIN -> false;
        };
    }

    /** What the callee is shown; peers are shown what each of them wants, when its turn comes.
     * @param huntDisplay how phones of a group show the group */
    static Verdict present(Attempt attempt, String huntDisplay) {
        boolean leaves = attempt.callee().filter(Callee.Peers.class::isInstance).isPresent();
        return new Verdict.Proceed(leaves ? attempt : attempt.as(groupShown(attempt, shown(attempt), huntDisplay)));
    }

    private static CallerIdentity groupShown(Attempt attempt, CallerIdentity caller, String format) {
        return attempt.hunt().flatMap(_ -> attempt.localCallee())
                .map(group -> caller.from(HuntGroup.shown(caller.from(), group.subscriber(), format))).orElse(caller);
    }

    private static CallerIdentity shown(Attempt attempt) {
        Attempt original = attempt.original();
        CallerIdentity identity = new Presentation(attempt.shown(caller(attempt)), caller(original), attempt.ofCallee(),
                isIntraPbx(original, attempt) ? Presentation.Relation.COLLEAGUE : Presentation.Relation.SUBSCRIBER, attempt.redirection()).identity();
        boolean untold = caller(original).isStranger() || attempt.callee().filter(Callee.Foreign.class::isInstance).isPresent(); // RFC 3325 §5
        CallerIdentity told = untold ? identity.withoutAsserted() : identity;
        return attempt.localCallee().flatMap(_ -> attempt.verified()).map(vouched -> told.verified(vouched.verstat())).orElse(told);
    }

    /** What the ledger's answer means (§2.7). */
    static Verdict limits(Attempt attempt) {
        return switch (attempt.counted().orElseThrow().taking()) {
            case Taking.Uncounted _ -> new Verdict.Proceed(attempt);
            case Taking.Taken taken -> new Verdict.Proceed(attempt.callee().orElseThrow() instanceof Callee.Peers peers && taken.alternative() > 0
                    ? attempt.to(peers.from(taken.alternative())) : attempt);
            case Taking.Refused refused -> refused.last() ? Verdict.refuse(503, NO_PEER)
                    : refused.claim().party() == Claim.Party.CALLEE ? Verdict.refuse(486, "Busy")
                    : Verdict.refuse(403, "Maximum parallel calls exceeded");
        };
    }

    /** Caller and callee are of one cloud PBX. */
    static boolean isIntraPbx(Attempt attempt) {
        return isIntraPbx(attempt, attempt);
    }

    static boolean isIntraPbx(Attempt ofCaller, Attempt ofCallee) {
        return ofCaller.ofCaller().own().get(CallPreferences.CLOUD_PBX) && ofCallee.ofCallee().own().get(CallPreferences.CLOUD_PBX)
                && ofCallee.localCallee().filter(local -> local.subscriber().customerId() == caller(ofCaller).subscriber().customerId()).isPresent();
    }

    private static Caller caller(Attempt attempt) {
        return attempt.caller().orElseThrow();
    }

    private static Verdict permit(Attempt attempt, boolean permitted, String reason) {
        return permitted ? new Verdict.Proceed(attempt) : Verdict.refuse(403, reason);
    }

    private static Verdict refuseFor(Attempt attempt, Optional<String> reason) {
        return reason.map(phrase -> Verdict.refuse(403, phrase)).orElseGet(() -> new Verdict.Proceed(attempt));
    }
}
