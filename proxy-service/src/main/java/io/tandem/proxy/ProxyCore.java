package io.tandem.proxy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import io.tandem.data.preference.CallPreferences;
import io.tandem.proxy.accounting.LegRecords;
import io.tandem.proxy.announce.Announcer;
import io.tandem.proxy.call.CallTable;
import io.tandem.proxy.call.ForwardedRequest;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.call.Replies;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.keepalive.Doorstep;
import io.tandem.proxy.keepalive.Pinger;
import io.tandem.proxy.leg.ActiveInvites;
import io.tandem.proxy.leg.InDialog;
import io.tandem.proxy.leg.LegA;
import io.tandem.proxy.leg.LegB;
import io.tandem.proxy.leg.LegMedia;
import io.tandem.proxy.location.LiveLocations;
import io.tandem.proxy.location.LoadBalancerStarts;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.message.MessagePlan;
import io.tandem.proxy.message.Messages;
import io.tandem.proxy.message.Phones;
import io.tandem.proxy.message.StoredMessages;
import io.tandem.proxy.mwi.MessageWaiting;
import io.tandem.proxy.number.CalleeLookup;
import io.tandem.proxy.overload.LoopDelay;
import io.tandem.proxy.overload.OverloadProperties;
import io.tandem.proxy.pbx.HuntTurns;
import io.tandem.proxy.peer.Failover;
import io.tandem.proxy.peer.PeerRouting;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.CallPlan;
import io.tandem.proxy.plan.CallPlan.Pbx;
import io.tandem.proxy.plan.DryRun;
import io.tandem.proxy.plan.ForwardDecisions;
import io.tandem.proxy.plan.RecentCalls;
import io.tandem.proxy.plan.StepRun;
import io.tandem.proxy.plan.Verdict;
import io.tandem.proxy.presence.Presence;
import io.tandem.proxy.probe.PeerConditions;
import io.tandem.proxy.probe.PeerProber;
import io.tandem.proxy.queue.QueueStep;
import io.tandem.proxy.regevent.RegistrationWatches;
import io.tandem.proxy.route.CallGate;
import io.tandem.proxy.route.Elements;
import io.tandem.proxy.route.LegMark;
import io.tandem.proxy.route.ProbeAnswer;
import io.tandem.proxy.route.RequestPlan;
import io.tandem.proxy.route.RequestRouter;
import io.tandem.proxy.trunk.Trunks;
import io.tandem.proxy.upstream.UpstreamRegistrations;
import io.tandem.proxy.vsc.DialledNumbers;
import io.tandem.proxy.vsc.ServiceCodes;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transaction.TransactionLimits;
import io.tandem.sip.transaction.TransactionTimers;

/** SIP processing of the proxy, put together: everything between the socket and the stores. Event loop only, but for the counts. */
public final class ProxyCore {
    /** Twice 64*T1: as long as a 2xx and its ACK may be repeated. */
    private static final Duration LAST_ACK = Duration.ofSeconds(64);

    private final TransactionLayer layer;
    private final Pinger pinger;
    private final CallGate gate;
    private final Doorstep doorstep;
    private final PeerConditions peerConditions;
    private final PeerProber prober;
    private final CallTable calls;
    private final ActiveInvites active = new ActiveInvites();
    private final LoopDelay delay;
    private final Announcer announcer;
    private final LoopAnswers answers;
    private final Replies replies;
    private final LegA legA;
    private final LegB legB;
    private final LegRecords records;
    private final InDialog inDialog;
    private final RecentCalls recent;
    private final DryRun dryRun;
    private final DialledNumbers dialled;
    private final Presence presence;
    private final MessageWaiting messageWaiting;
    private final Messages messages;
    private final UpstreamRegistrations upstreams;

    public ProxyCore(Surroundings around, ProxySettings settings) {
        Elements elements = Elements.of(settings.sip(), around.self());
        replies = new Replies(settings.sip().server(), settings.earlyRejects());
        LoadBalancerStarts starts = new LoadBalancerStarts();
        Locations locations = new LiveLocations(around.locations(), starts);
        answers = new LoopAnswers(around.scheduler());
        calls = new CallTable(around.scheduler(), around.ledger());
        dialled = around.dialled();
        delay = new LoopDelay(around.scheduler(), settings.overload().maxDelay());
        CalleeLookup callees = new CalleeLookup(around.subscribers(), elements.hosts());
        peerConditions = new PeerConditions(settings.probe());
        PeerRouting peers = new PeerRouting(around.tables(), RandomGenerator.getDefault(), peerConditions::isUp);
        ForwardDecisions forwards = new ForwardDecisions(settings.forward(), settings.pbx().enabled());
        var pbx = new Pbx(settings.pbx(), around.subscribers(), new HuntTurns(RandomGenerator.getDefault()), new QueueStep(around.queues(), forwards.pbx()));
        Function<CallPlan.Counting, CallPlan> plans = CallPlanParts.plans(around, settings, callees, locations, peers, forwards, pbx);
        CallPlan callPlan = plans.apply(CallPlanParts.counting(around, settings));
        recent = new RecentCalls(settings.call().traces());
        dryRun = new DryRun(plans.apply(CallPlanParts.looking(around, settings)), around.subscribers(), around.tables(), around.scheduler());
        RequestPlan.Sources sources = CallPlanParts.sources(around, settings, elements, callees, peers, locations, starts);
        MessagePlan messagePlan = new MessagePlan(callPlan, settings.message(), peers);
        layer = layer(around, router(around, settings, sources, callPlan, messagePlan), settings.overload());
        Pinger.Wire wire = new Pinger.Wire(elements, layer::sendStateless);
        pinger = new Pinger(settings.keepAlive(), around.keepAlive(), around.scheduler(), around.clock(), RandomGenerator.getDefault(), wire);
        gate = new CallGate(new ProbeAnswer(layer, replies), layer, elements);
        doorstep = new Doorstep(gate, wire, pinger, around.locations(), answers, replies);
        presence = presence(around, settings, elements, callees, pbx);
        messageWaiting = messageWaiting(around, settings, elements, locations);
        var forwarding = new ForwardedRequest.Forwarding(layer, around.scheduler(), answers, replies, settings.fork());
        LegMedia media = new LegMedia(around.relay());
        announcer = new Announcer(forwarding, elements, media, active, calls, new LegMark(around.secret()));
        records = new LegRecords(around.accounting(), around.credit(), around.clock());
        LegA.Parts parts = parts(around, settings, elements, media);
        Trunks trunks = trunks(around, settings);
        messages = messages(around, messagePlan, settings, locations, forwards, new Messages.Way(layer, around.scheduler(), elements), trunks);
        legA = new LegA(forwarding, parts, forwards, new StepRun(callPlan.forwardSteps(), answers), recent);
        prober = new PeerProber(settings.probe(), around.tables(), peerConditions, new PeerProber.Way(layer, elements), around.scheduler(), answers);
        legB = new LegB(forwarding, ways(around, locations, trunks, parts.marks()), elements, settings.call(), active);
        inDialog = new InDialog(forwarding, parts, trunks);
        upstreams = upstreams(around, settings, elements);
    }

    private Messages messages(Surroundings around, MessagePlan plan, ProxySettings settings, Locations locations, ForwardDecisions forwards,
                              Messages.Way way, Trunks trunks) {
        Phones phones = new Phones(around.subscribers(), locations);
        return new Messages(new Messages.Office(answers, replies, phones, around.silo(), forwards, around.clock()), plan, settings.message(), way,
                new Messages.Exits(trunks, new Failover(settings.peering().failoverCodes()), records));
    }

    private LegB.Ways ways(Surroundings around, Locations locations, Trunks trunks, LegMark marks) {
        return new LegB.Ways(locations, around.tables(), around.targets(), trunks, calls, marks);
    }

    private UpstreamRegistrations upstreams(Surroundings around, ProxySettings settings, Elements elements) {
        return new UpstreamRegistrations(around.subscribers(), around.tables(), new UpstreamRegistrations.Office(layer, around.scheduler(), answers,
                elements, around.targets(), around.clock(), around.upstreams(), settings.upstream()));
    }

    private Trunks trunks(Surroundings around, ProxySettings settings) {
        return new Trunks(around.tables(), around.subscribers(), answers, around.scheduler(), settings.fork().noAnswer().plus(LAST_ACK), around.secret());
    }

    private RequestRouter router(Surroundings around, ProxySettings settings, RequestPlan.Sources sources, CallPlan calls, MessagePlan messages) {
        RequestPlan plan = new RequestPlan(sources, calls, settings.call().connecting(), settings.presence().enabled(), messages.steps());
        return new RequestRouter(sources.elements(), plan, new Legs(), new LoopAdmission(delay, settings.overload().retryAfter().toSeconds()), answers, replies,
                around.clock(), recent);
    }

    private Presence presence(Surroundings around, ProxySettings settings, Elements elements, CalleeLookup callees, CallPlan.Pbx pbx) {
        Presence.Wire wire = new Presence.Wire(layer, around.scheduler(), answers, replies, elements.selfUri());
        RegistrationWatches registrations = new RegistrationWatches(around.scheduler(), answers, around.locations(), around.registrations(),
                around.clock());
        Presence made = new Presence(wire, callees, pbx.extensions(), new Presence.Sources(around.mailboxes(), registrations, around.clock()),
                settings.presence());
        calls.watchedBy(made.watch());
        return made;
    }

    private static TransactionLayer layer(Surroundings around, RequestRouter router, OverloadProperties limits) {
        return new TransactionLayer(around.transport(), around.scheduler(), router, TransactionTimers.rfc3261(), sentBy(around.self()),
                new TransactionLimits(limits.maxTransactions(), limits.retryAfter()));
    }

    private MessageWaiting messageWaiting(Surroundings around, ProxySettings settings, Elements elements, Locations locations) {
        return new MessageWaiting(around.mailboxes(), presence, locations, new MessageWaiting.Way(layer, around.scheduler(), answers, elements.selfUri(),
                elements.defaultPath(), path -> elements.flowTo(elements.loadBalancer(path))), settings.presence().unsolicitedMwi(),
                settings.presence().mailboxesPerSecond());
    }

    private LegA.Parts parts(Surroundings around, ProxySettings settings, Elements elements, LegMedia media) {
        return new LegA.Parts(elements, settings.call(), media, records, calls, around.ledger(), active,
                new Failover(settings.peering().failoverCodes()), around.stir().signer(answers, around.clock(), around.secret()), announcer,
                new LegMark(around.secret()));
    }

    private static String sentBy(InetSocketAddress self) {
        return self.getAddress().getHostAddress() + ":" + self.getPort();
    }

    /** Begins what nobody asks for: pings, probes and registrations at others. */
    public void start() {
        pinger.start();
        prober.start();
        upstreams.start();
    }

    /** On the standby of a pair nothing leaves of its own accord: the active node pings and probes. Any thread. */
    public void rest(boolean standby) {
        pinger.rest(standby);
        prober.rest(standby);
        upstreams.rest(standby);
    }

    /** Calls from outside are left to the other node or to a moment later, or begin here again. Any thread. */
    public void drain(boolean now) {
        gate.close(now);
    }

    /** Calls that this process saw begin are the other node's. Event loop. */
    public void forgetCalls() {
        calls.forgetAll();
    }

    /** Ends what {@link #start} began. Any thread. */
    public void stop() {
        pinger.stop();
        prober.stop();
        upstreams.stop();
    }

    /** Which servers of peers are up. Any thread. */
    public PeerConditions peerConditions() {
        return peerConditions;
    }

    public Pinger pinger() {
        return pinger;
    }

    /** Where the transport delivers. */
    public Doorstep doorstep() {
        return doorstep;
    }

    /** What was decided on the last calls. Any thread. */
    public RecentCalls recent() {
        return recent;
    }

    public Presence presence() {
        return presence;
    }

    /** Is to be told of changes in mailboxes. */
    public MessageWaiting messageWaiting() {
        return messageWaiting;
    }

    /** Is to be told of messages that wait. */
    public StoredMessages storedMessages() {
        return messages.stored();
    }

    /** Is to be told of changes of subscribers and peers. */
    public UpstreamRegistrations upstreams() {
        return upstreams;
    }

    /** Answers what would become of a call. Any thread. */
    public DryRun dryRun() {
        return dryRun;
    }

    /** Live transactions. Any thread. */
    public int transactions() {
        return layer.size();
    }

    /** Those of them that wait for more than repeated messages. Any thread. */
    public int pendingTransactions() {
        return layer.pending();
    }

    /** INVITEs outside of dialogs that await their final response. Any thread. */
    public int settingUp() {
        return layer.settingUp();
    }

    /** Calls in setup or up that this process saw begin. Any thread. */
    public int calls() {
        return calls.size();
    }

    /** How late the event loop was last. Any thread. */
    public long loopDelayNanos() {
        return delay.lastNanos();
    }

    private final class Legs implements RequestRouter.Legs {
        @Override
        public void inDialog(ServerTransaction transaction) {
            if (presence.takes(transaction.request())) {
                presence.inDialog(transaction);
            } else {
                inDialog.start(transaction);
            }
        }

        @Override
        public void other(ServerTransaction request, Attempt attempt) {
            switch (request.request().method()) {
                case Methods.SUBSCRIBE -> presence.start(request, attempt);
                case Methods.PUBLISH -> presence.publish(request, attempt);
                default -> messages.start(request, attempt);
            }
        }

        @Override
        public void registered(Attempt attempt, SipMessage response) {
            if (!messages.stored().isEmpty() && response.has(HeaderNames.CONTACT)) {
                messages.stored().registered(RequestPlan.owner(attempt), attempt.caller().orElseThrow().subscriber());
            }
        }

        @Override
        public void legB(ServerTransaction invite) {
            legB.start(invite);
        }

        @Override
        public void legA(ServerTransaction invite, Attempt attempt) {
            noteDialled(attempt);
            whenHeard(invite, attempt, announcer.made(invite, attempt), () -> legA.start(invite, attempt));
        }

        @Override
        public void forward(ServerTransaction invite, Verdict.Forward forward) {
            Attempt attempt = forward.attempt();
            noteDialled(attempt);
            whenHeard(invite, attempt, announcer.forwarded(invite, attempt, forward.mapping().type()), () -> legA.forward(invite, forward));
        }

        private void whenHeard(ServerTransaction invite, Attempt attempt, CompletionStage<Boolean> announced, Runnable goesOn) {
            answers.when(announced, there -> {
                if (there) {
                    goesOn.run();
                } else {
                    dropped(attempt);
                    answers.when(legA.refused(attempt, replies.of(attempt.received(), 487, "Request terminated")), response -> respond(invite, response),
                            failure -> respond(invite, replies.of(attempt.received(), 500)));
                }
            }, failure -> goesOn.run());
        }

        private void respond(ServerTransaction invite, SipMessage response) {
            if (!invite.isCompleted()) {
                invite.respond(response);
            }
        }

        private void noteDialled(Attempt attempt) {
            String number = attempt.dialled().decodedUser().orElse("");
            if (attempt.ofCaller().own().get(CallPreferences.LAST_NUMBER_REDIAL) && ServiceCodes.isRedialled(number)) {
                attempt.caller().filter(Caller::isAuthenticated).ifPresent(caller -> dialled.note(caller.subscriber().uuid(), number));
            }
        }

        @Override
        public void ack(SipMessage ack) {
            inDialog.ack(ack);
        }

        @Override
        public boolean cancel(ServerTransaction invite, SipMessage cancel) {
            return active.cancel(invite, cancel.header(HeaderNames.REASON));
        }

        @Override
        public void dropped(Attempt attempt) {
            records.dropped(attempt);
            attempt.counted().ifPresent(_ -> calls.end(attempt.request().callId()));
        }

        @Override
        public void cancelled(Attempt attempt, SipMessage response) {
            legA.refused(attempt, response);
        }

        @Override
        public CompletionStage<SipMessage> refused(ServerTransaction invite, Attempt attempt, Verdict.Answer why, SipMessage response) {
            return announcer.refused(invite, attempt, why.status(), why.reason(), response).thenCompose(told -> legA.refused(attempt, told));
        }
    }

    private record LoopAdmission(LoopDelay delay, long retryAfterSeconds) implements RequestRouter.Admission {
        @Override
        public boolean isOverloaded() {
            return delay.isTooLong();
        }
    }
}
