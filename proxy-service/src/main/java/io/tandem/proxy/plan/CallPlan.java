package io.tandem.proxy.plan;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.caller.PartyLoader;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.credit.Charging;
import io.tandem.proxy.emergency.EmergencyLoader;
import io.tandem.proxy.emergency.EmergencyMode;
import io.tandem.proxy.emergency.ShortCodes;
import io.tandem.proxy.header.HeaderParty;
import io.tandem.proxy.header.HeaderPartyLoader;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.ledger.Demand;
import io.tandem.proxy.ledger.Taking;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.loop.LoopDetector;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.CalleeLookup;
import io.tandem.proxy.number.Gruus;
import io.tandem.proxy.number.Places;
import io.tandem.proxy.number.SpeedDial;
import io.tandem.proxy.number.Subscribers;
import io.tandem.proxy.pbx.Extensions;
import io.tandem.proxy.pbx.HuntGroup;
import io.tandem.proxy.pbx.HuntGroups;
import io.tandem.proxy.pbx.HuntTurns;
import io.tandem.proxy.pbx.PbxProperties;
import io.tandem.proxy.peer.PeerRouting;
import io.tandem.proxy.portability.PortabilityLookup;
import io.tandem.proxy.portability.Porting;
import io.tandem.proxy.queue.QueueStep;
import io.tandem.proxy.stir.IdentityVerifier;
import io.tandem.proxy.vsc.DialledNumbers;
import io.tandem.proxy.vsc.OneCallCodes;
import io.tandem.proxy.vsc.ServiceCodes;
import io.tandem.proxy.vsc.ServiceRequest;
import io.tandem.sip.message.SipUri;

/** What happens to a call whose caller is authenticated, step by step. The order of this list is the order of the checks (§2.4), and results depend
 * on it. No step acts but those that count the call, for the loop detector and in the ledger, and that set money aside for it: the same list answers real
 * calls and, with counters that only look, those that an operator only asks about. Event loop only. */
public final class CallPlan {
    private final PartyLoader parties;
    private final CalleeLookup callees;
    private final Locations locations;
    private final PeerRouting peers;
    private final PortabilityLookup portability;
    private final EmergencyLoader emergencies;
    private final ShortCodes shortCodes;
    private final HeaderPartyLoader headers;
    private final SpeedDial speedDial;
    private final Optional<IdentityVerifier> identities;
    private final ServiceCodes serviceCodes;
    private final DialledNumbers lastDialled;
    private final Gruus gruus;
    private final ForwardDecisions forwards;
    private final Counting counting;
    private final Pbx pbx;
    private final Extensions extensions;
    private final HuntGroups groups;
    /** From the number that is called to the leg that is made: the same for a call that is dialled and for one that is forwarded. */
    private final List<Step> toCallee = List.of(
            Step.lookUp("callee", "2.4", this::findCalleeIfUnknown, CallTexts::called, CallTexts::callee),
            Step.lookUp("number portability", "2.17", this::findCarriers, CallTexts::portabilityQuestion, attempt -> attempt.portability().toString()),
            Step.screening("allocation", "2.17", Porting::allocated, CallTexts::callee),
            Step.lookUp("callee settings", "2.5", this::calleeData, CallTexts::callee, attempt -> attempt.ofCallee().describe()),
            Step.lookUp("caller identity", "2.23", this::verify, CallTexts::identityHeaders, CallTexts::verified),
            Step.screening("foreign lock", "2.8", CallDecisions::foreignLock, CallTexts::foreignLock),
            Step.screening("block lists in", "2.10", CallDecisions::blockIn, CallTexts::blockIn),
            Step.screening("callee lock", "2.8", CallDecisions::calleeLock, CallTexts::calleeLock),
            Step.screening("NCOS", "2.11", CallDecisions::ncos, CallTexts::ncos),
            Step.lookUp("block lists out", "2.10", this::blockOut, CallTexts::blockOut, CallTexts::called),
            Step.lookUp("credit", "2.19", this::credit, CallTexts::called, CallTexts::lasts),
            Step.screening("forwards", "2.12", this::forwardedAtOnce, CallTexts::forwards),
            Step.lookUp("hunt group", "3.10", this::hunt, CallTexts::group, CallTexts::hunt),
            Step.lookUp("location", "2.2", this::isReachable, CallTexts::rings, CallTexts::reached),
            Step.lookUp("call queue", "3.10", this::queue, CallTexts::callee, CallTexts::callee),
            Step.lookUp("peering", "2.16", this::findPeers, CallTexts::forPeers, CallTexts::callee),
            Step.decision("presentation", "2.9", this::present, CallTexts::numbers, CallTexts::identity),
            Step.lookUp("limits", "2.7", this::count, CallTexts::calls, CallTexts::counted),
            Step.screening("parallel calls", "2.7", this::limits, CallTexts::counted),
            Step.screening("dispatch", "2.4", Verdict.Dispatch::new, CallTexts::callee));
    private final List<Step> steps = Stream.concat(Stream.of(
            Step.lookUp("caller settings", "2.5", this::callerData, CallTexts::caller, attempt -> attempt.ofCaller().describe()),
            Step.lookUp("header rules in", "2.15", this::headersIn, CallTexts::caller, CallTexts::headers),
            Step.screening("source address", "2.1", CallDecisions::sourceAddress, CallTexts::sourceAddress),
            Step.screening("user agent", "2.1", CallDecisions::userAgent, CallTexts::userAgent),
            Step.decision("caller numbers", "2.9", CallDecisions::numbers, CallTexts::from, CallTexts::numbers),
            Step.decision("short codes", "2.18", this::shortCode, CallTexts::dialled, CallTexts::called),
            Step.decision("temporary GRUU", "2.2", attempt -> CallDecisions.opened(attempt, gruus()), CallTexts::dialled, CallTexts::called),
            Step.lookUp("redial", "2.13", this::redial, CallTexts::dialled, CallTexts::called),
            Step.decision("one-call codes", "3.8", this::oneCall, CallTexts::dialled, CallTexts::called),
            Step.decision("override PIN", "2.10", CallDecisions::overridePin, CallTexts::overridePin, CallTexts::lifted),
            Step.decision("rewriting in", "2.14", CallDecisions::rewriteIn, CallTexts::rewritten, CallTexts::called),
            Step.lookUp("extension", "3.10", this::extension, CallTexts::extension, CallTexts::called),
            Step.lookUp("speed dial", "2.13", this::speedDial, CallTexts::called, CallTexts::called),
            Step.screening("own number", "2.9", CallDecisions::ownNumber, CallTexts::ownNumber),
            Step.decision("CLI screening", "2.9", CallDecisions::screenCli, CallTexts::cliScreening, CallTexts::numbers),
            Step.screening("caller lock", "2.8", CallDecisions::callerLock, CallTexts::callerLock),
            Step.lookUp("emergency", "2.18", this::emergency, CallTexts::emergency,
                    attempt -> CallTexts.numbers(attempt) + attempt.emergency()),
            Step.lookUp("loop detector", "2.6", this::isNoLoop, CallTexts::loop, _ -> "no loop"),
            Step.decision("service codes", "3.8", this::service, CallTexts::called, CallTexts::callee)), toCallee.stream()).toList();
    private final List<Step> forwardSteps = Stream.concat(Stream.of(
            Step.lookUp("forwarder settings", "2.12", this::forwarderData, CallTexts::forwarded, attempt -> attempt.ofCaller().describe()),
            Step.decision("header rules in", "2.15", CallDecisions::headersForwarded, CallTexts::forwarded, CallTexts::headers),
            Step.screening("forwarder lock", "2.8", ForwardDecisions::forwarderLock, CallTexts::callerLock),
            Step.screening("destination", "2.12", ForwardDecisions::destination, CallTexts::called)), toCallee.stream()).toList();

    /** What the plan asks about numbers.
     * @param identities verifies callers; empty where nobody does */
    public record Numbers(PortabilityLookup portability, EmergencyLoader emergencies, ShortCodes shortCodes, SpeedDial speedDial,
                          Optional<IdentityVerifier> identities, ServiceCodes serviceCodes, DialledNumbers lastDialled, Gruus gruus) {}

    /** What counts calls, or only says what counting would give.
     * @param loops  says whether a call, by name, runs in circles
     * @param ledger limits of parallel calls
     * @param look   the same, without counting
     * @param credit whether who pays in advance can pay
     * @param real   calls are made */
    public record Counting(Function<String, CompletionStage<Boolean>> loops, Function<Demand, CompletionStage<Taking>> ledger,
                           Function<Demand, CompletionStage<Taking>> look, Function<Attempt, CompletionStage<Verdict>> credit, boolean real) {}

    /** What the plan needs for cloud PBX. */
    public record Pbx(PbxProperties settings, Subscribers subscribers, HuntTurns turns, QueueStep queue) {
        public Extensions extensions() {
            return new Extensions(subscribers, settings.enabled());
        }
    }

    public CallPlan(PartyLoader parties, CalleeLookup callees, Locations locations, PeerRouting peers, Numbers numbers,
                    ForwardDecisions forwards, Counting counting, Pbx pbx) {
        this.pbx = pbx;
        this.extensions = pbx.extensions();
        this.groups = new HuntGroups(pbx.subscribers(), parties, locations, pbx.turns(), counting.real());
        this.forwards = forwards;
        this.counting = counting;
        this.parties = parties;
        this.headers = new HeaderPartyLoader(parties.tables());
        this.callees = callees;
        this.locations = locations;
        this.peers = peers;
        this.portability = numbers.portability();
        this.emergencies = numbers.emergencies();
        this.shortCodes = numbers.shortCodes();
        this.speedDial = numbers.speedDial();
        this.identities = numbers.identities();
        this.serviceCodes = numbers.serviceCodes();
        this.lastDialled = numbers.lastDialled();
        this.gruus = numbers.gruus();
    }

    /** The steps, for an attempt whose caller is known. */
    public List<Step> steps() {
        return steps;
    }

    /** The steps for a leg that a subscriber forwards. */
    public List<Step> forwardSteps() {
        return forwardSteps;
    }

    private CompletionStage<Verdict> forwarderData(Attempt attempt) {
        Subscriber forwarder = attempt.caller().orElseThrow().subscriber();
        return parties.forwarder(forwarder).thenCombine(parties.sounds(forwarder),
                (read, sounds) -> new Verdict.Proceed(attempt.withCallerData(read.with(sounds))));
    }

    private Verdict forwardedAtOnce(Attempt attempt) {
        return forwards.atOnce(attempt);
    }

    private CompletionStage<Verdict> callerData(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        return caller.peer().map(peers::settings).orElseGet(() -> parties.caller(caller))
                .thenCombine(parties.sounds(caller.subscriber()), (read, sounds) -> new Verdict.Proceed(attempt.withCallerData(read.with(sounds))));
    }

    private CompletionStage<Verdict> headersIn(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        return caller.peer().map(host -> headers.ofPeer(host.preferences())).orElseGet(() -> headers.of(caller.subscriber()))
                .thenApply(rules -> CallDecisions.headersIn(attempt, rules));
    }

    private Verdict shortCode(Attempt attempt) {
        return CallDecisions.shortCode(attempt, shortCodes);
    }

    private CompletionStage<Verdict> speedDial(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        String slot = attempt.called().decodedUser().orElse("");
        return caller.isAuthenticated() && SpeedDial.isSlot(slot)
                ? speedDial.destination(caller.subscriber().id(), slot).thenApply(found -> CallDecisions.speedDialled(attempt, found))
                : CompletableFuture.completedFuture(new Verdict.Proceed(attempt));
    }

    /** What the rewrite rules have made of it does not matter, unless it is an emergency call. */
    private CompletionStage<Verdict> extension(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        String dialled = attempt.dialled().decodedUser().orElse("");
        return attempt.isEmergency() || !caller.isAuthenticated() || !extensions.mayBe(caller.subscriber(), dialled)
                ? CompletableFuture.completedFuture(new Verdict.Proceed(attempt))
                : extensions.number(caller.subscriber(), dialled).thenApply(number -> CallDecisions.extension(attempt, number));
    }

    /** Who of a group rings. */
    private CompletionStage<Verdict> hunt(Attempt attempt) {
        Optional<Subscriber> group = attempt.localCallee().filter(local -> pbx.settings().enabled() && !local.isDevice()).map(Callee.Local::subscriber);
        if (group.isEmpty()) {
            return CompletableFuture.completedFuture(new Verdict.Proceed(attempt));
        }
        HuntGroups.Call call = new HuntGroups.Call(attempt.parties(), attempt.shown(attempt.caller().orElseThrow()), attempt.arrival(),
                (member, settings) -> isFree(attempt, member, settings));
        return groups.of(group.get(), attempt.ofCallee(), call).thenApply(found -> new Verdict.Proceed(attempt.hunting(found)));
    }

    private CompletionStage<Boolean> isFree(Attempt attempt, Subscriber member, PartySnapshot settings) {
        return CallClaims.ofMember(attempt.request().callId(), member, settings, !attempt.isWithinPbx())
                .map(demand -> counting.look().apply(demand).thenApply(taking -> !(taking instanceof Taking.Refused)))
                .orElseGet(() -> CompletableFuture.completedFuture(true));
    }

    private Verdict present(Attempt attempt) {
        return CallDecisions.present(attempt, pbx.settings().huntDisplayFormat());
    }

    private CompletionStage<Verdict> emergency(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        Verdict verdict = !attempt.isEmergency() && emergencies.mode().excludes(caller.subscriber()) ? new Verdict.Answer(EmergencyMode.STATUS,
                EmergencyMode.REASON, emergencies.mode().retryAfter(), true) : CallDecisions.emergency(attempt);
        return attempt.isEmergency() && caller.isAuthenticated() && verdict instanceof Verdict.Proceed proceed
                ? emergencies.of(caller.subscriber(), attempt.ofCaller(), attempt.emergencyCode())
                        .thenApply(found -> new Verdict.Proceed(proceed.attempt().with(found)))
                : CompletableFuture.completedFuture(verdict);
    }

    private CompletionStage<Verdict> isNoLoop(Attempt attempt) {
        return counting.loops().apply(LoopDetector.nameOf(attempt.request()))
                .thenApply(loop -> loop ? Verdict.refuse(482, "Loop Detected") : new Verdict.Proceed(attempt));
    }

    /** What was dialled last is called as if it had been dialled now. */
    private CompletionStage<Verdict> redial(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        boolean wanted = caller.isAuthenticated() && attempt.ofCaller().own().get(CallPreferences.LAST_NUMBER_REDIAL)
                && serviceCodes.isRedial(attempt.called().decodedUser().orElse(""));
        return !wanted ? CompletableFuture.completedFuture(new Verdict.Proceed(attempt)) : lastDialled.last(caller.subscriber().uuid())
                .thenApply(last -> last.<Verdict>map(number -> new Verdict.Proceed(attempt.calling(attempt.called().withUser(number))))
                        .orElseGet(() -> Verdict.refuse(404, "Not Found")));
    }

    private Gruus gruus() {
        return gruus;
    }

    private Verdict oneCall(Attempt attempt) {
        return new OneCallCodes(serviceCodes).verdict(attempt);
    }

    /** Codes are looked for in what was dialled: the rewrite rules read the numbers behind them, not the codes. */
    private Verdict service(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        if (!caller.isAuthenticated() || attempt.isEmergency()) {
            return new Verdict.Proceed(attempt);
        }
        String dialled = attempt.dialled().decodedUser().orElse("");
        String meant = shortCodes.find(dialled, attempt.ofCaller().own()).orElse(dialled);
        if (serviceCodes.isVoicebox(meant) || serviceCodes.isVoicebox(attempt.called().decodedUser().orElse(""))) {
            SipUri own = SipUri.of(ServiceCodes.OWN_VOICEBOX + CallerNumbers.network(caller.subscriber()), CalleeLookup.VOICEBOX, -1);
            return CallDecisions.application(attempt, own, Optional.empty());
        }
        Optional<ServiceRequest> service = serviceCodes.find(dialled, caller.subscriber(), attempt.ofCaller());
        return service.isPresent() && attempt.ofCaller().own().get(CallPreferences.REJECT_VSC) ? Verdict.refuse(403, "VSC Forbidden")
                : service.map(request -> CallDecisions.application(attempt, request.uri(), Optional.of(request.parameters())))
                        .orElseGet(() -> new Verdict.Proceed(attempt));
    }

    private CompletionStage<Verdict> findCalleeIfUnknown(Attempt attempt) {
        return attempt.callee().map(Callee::isCalledAgain).orElse(true) ? findCallee(attempt) : CompletableFuture.completedFuture(new Verdict.Proceed(attempt));
    }

    private CompletionStage<Verdict> findCallee(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        CompletionStage<Callee> found = caller.isAuthenticated() ? callees.find(attempt.called(), caller.subscriber().domain())
                : callees.findForPeer(attempt.called(), attempt.isTel(), caller.registration(attempt.dialled()));
        return found.thenApply(callee -> new Verdict.Proceed(attempt.to(callee.since(attempt.callee()))));
    }

    private CompletionStage<Verdict> findCarriers(Attempt attempt) {
        return portability.of(Porting.question(attempt)).thenApply(found -> Porting.found(attempt, found));
    }

    private CompletionStage<Verdict> calleeData(Attempt attempt) {
        return attempt.localCallee().map(Callee.Local::subscriber).map((Subscriber subscriber) -> parties.callee(subscriber)
                        .thenCombine(parties.sounds(subscriber), PartySnapshot::with).thenCombine(parties.mappings(subscriber), PartySnapshot::mapped)
                        .thenCombine(parties.forwards(subscriber), (read, found) -> attempt.withCalleeData(read).withForwards(found))
                        .<HeaderParty, Verdict>thenCombine(headers.of(subscriber), (known, rules) -> new Verdict.Proceed(known.withCalleesHeaders(rules))))
                .orElseGet(() -> CompletableFuture.completedFuture(new Verdict.Proceed(attempt)));
    }

    /** Peers vouch for the callers of subscribers who want that. */
    private CompletionStage<Verdict> verify(Attempt attempt) {
        return identities.filter(_ -> CallDecisions.isVerified(attempt))
                .map(verifier -> verifier.verify(CallDecisions.identityQuestion(attempt)).thenApply(found -> CallDecisions.verified(attempt, found)))
                .orElseGet(() -> CompletableFuture.completedFuture(new Verdict.Proceed(attempt)));
    }

    private CompletionStage<Verdict> blockOut(Attempt attempt) {
        Verdict verdict = CallDecisions.blockOut(attempt);
        Optional<Attempt> instead = verdict instanceof Verdict.Answer ? CallDecisions.diverted(attempt) : Optional.empty();
        return instead.map(this::divert).orElseGet(() -> CompletableFuture.completedFuture(verdict));
    }

    /** Another callee is looked for, and asked what concerns it. */
    private CompletionStage<Verdict> divert(Attempt attempt) {
        CompletionStage<Verdict> verdict = findCallee(attempt);
        for (Step.Action next : List.<Step.Action>of(this::findCarriers, Step.deciding(Porting::allocated), this::calleeData,
                Step.deciding(CallDecisions::foreignLock), Step.deciding(CallDecisions::blockIn), Step.deciding(CallDecisions::calleeLock))) {
            verdict = verdict.thenCompose(said -> said instanceof Verdict.Proceed proceed ? next.on(proceed.attempt())
                    : CompletableFuture.completedFuture(said));
        }
        return verdict;
    }

    /** A subscriber needs a contact, unless the call leaves to a peer in any case. */
    private CompletionStage<Verdict> isReachable(Attempt attempt) {
        if (attempt.hunt().isPresent()) {
            return CompletableFuture.completedFuture(reachesGroup(attempt, attempt.hunt().get()));
        }
        return attempt.localCallee().map(local -> locations.recall(local.rings()).thenApply(all -> Mappings.called(attempt, all))
                .thenCompose(bindings -> places(attempt,
                        Mappings.phones(attempt, bindings), !bindings.isEmpty()).thenApply(placed -> forwards.instead(placed, ForwardType.CFNA,
                        CallDecisions.reached(placed, local, placed.places().own() && !bindings.isEmpty() || !placed.places().more().isEmpty())))))
                .orElseGet(() -> CompletableFuture.completedFuture(new Verdict.Proceed(attempt)));
    }

    /** By the callee's location mappings, and where its devices are that ring with it. */
    private CompletionStage<Attempt> places(Attempt attempt, Places own, boolean registered) {
        CompletionStage<Places> found = CompletableFuture.completedFuture(own);
        for (SipUri uri : Mappings.places(attempt, registered)) {
            found = found.thenCombine(callees.isServed(uri), (before, here) -> before.and(new Places.Place(uri, here)));
        }
        for (AddressOfRecord device : Mappings.devices(attempt)) {
            found = found.thenCombine(locations.recall(device), (before, bindings) -> bindings.isEmpty() ? before
                    : before.and(new Places.Place(SipUri.of(device.user(), device.domain(), -1), true)));
        }
        return found.thenApply(attempt::at);
    }

    private Verdict reachesGroup(Attempt attempt, HuntGroup group) {
        boolean rings = !group.members().isEmpty() || group.isBusy() && QueueStep.isWanted(attempt);
        return group.isBusy() && !rings ? forwards.insteadOfMore(attempt, Verdict.refuse(486, "Busy"))
                : forwards.instead(attempt, ForwardType.CFNA, CallDecisions.reached(attempt, attempt.localCallee().orElseThrow(), rings));
    }

    private CompletionStage<Verdict> findPeers(Attempt attempt) {
        if (!(attempt.callee().orElseThrow() instanceof Callee.Unknown unknown)) {
            return CompletableFuture.completedFuture(new Verdict.Proceed(attempt));
        }
        Verdict foreign = unknown.served() ? new Verdict.Proceed(attempt) : CallDecisions.foreign(attempt);
        if (!(foreign instanceof Verdict.Proceed proceed) || proceed.attempt() != attempt) {
            return CompletableFuture.completedFuture(foreign);
        }
        return peers.routes(CallTexts.peeringCall(attempt), Charging.of(attempt), Mappings.barred(attempt))
                .thenApply(routes -> Mappings.leaves(attempt, routes, unknown.shown()));
    }

    /** A callee at its limit is busy, which may be forwarded. */
    private Verdict limits(Attempt attempt) {
        Verdict verdict = CallDecisions.limits(attempt);
        return verdict instanceof Verdict.Answer answer && answer.status() == 486 ? forwards.insteadOfMore(attempt, verdict) : verdict;
    }

    private CompletionStage<Verdict> queue(Attempt attempt) {
        return pbx.queue().verdict(attempt);
    }

    private CompletionStage<Verdict> credit(Attempt attempt) {
        return counting.credit().apply(attempt);
    }

    /** All counters of the call in one question. */
    private CompletionStage<Verdict> count(Attempt attempt) {
        return parties.location(attempt.original().caller().orElseThrow()).thenApply(location -> CallClaims.of(attempt, location))
                .thenCompose(demand -> counting.ledger().apply(demand).thenApply(taking -> new Verdict.Proceed(attempt.counted(new Counted(demand, taking)))));
    }
}
