package io.tandem.proxy.leg;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

import io.tandem.data.peering.PeerHost;
import io.tandem.data.tables.CallTables;
import io.tandem.proxy.call.ForwardedRequest;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.call.ResponseFilter;
import io.tandem.proxy.call.Target;
import io.tandem.proxy.dns.SipTargets;
import io.tandem.proxy.fork.ContactForking;
import io.tandem.proxy.fork.ForkPlan;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.FlowToContact;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.route.Elements;
import io.tandem.proxy.trunk.Trunk;
import io.tandem.proxy.trunk.Trunks;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ServerTransaction;

/** Second pass of a call: the B2BUA's INVITE goes to a peer, or to the contacts of the callee, at once or one after the other, by way of the load
 * balancer. Event loop only. */
public final class LegB {
    private final ForwardedRequest.Forwarding forwarding;
    private final Locations locations;
    private final CallTables tables;
    private final Elements elements;
    private final OutgoingInvite outgoing;
    private final ActiveInvites active;
    private final Trunks trunks;
    private final SipUri defaultPath;
    private final ForeignLeg foreign;
    private final RandomGenerator random = RandomGenerator.getDefault();

    /** Who finds where a leg goes.
     * @param trunks passwords at peers */
    public record Ways(Locations locations, CallTables tables, SipTargets targets, Trunks trunks) {}

    public LegB(ForwardedRequest.Forwarding forwarding, Ways ways, Elements elements, CallProperties calls, ActiveInvites active) {
        this.forwarding = forwarding;
        this.locations = ways.locations();
        this.tables = ways.tables();
        this.elements = elements;
        this.outgoing = new OutgoingInvite(elements.selfUri(), calls);
        this.active = active;
        this.trunks = ways.trunks();
        this.defaultPath = elements.defaultPath();
        this.foreign = new ForeignLeg(forwarding, ways.targets(), elements, outgoing, active, defaultPath);
    }

    /** Takes an INVITE. */
    public void start(ServerTransaction transaction) {
        SipUri callee = SipUri.parse(transaction.request().requestUri());
        OptionalInt peer = PeerTarget.hostId(callee);
        if (peer.isPresent()) {
            forwarding.answers().when(tables.peering(), peering -> toPeer(transaction, peering.host(peer.getAsInt())),
                    _ -> refuse(transaction, 503, "Service Unavailable"));
            return;
        }
        if (ForeignTarget.isForeign(callee)) {
            foreign.start(transaction, callee);
            return;
        }
        LoopAnswers answers = forwarding.answers();
        answers.when(locations.find(PhoneTarget.owner(callee)), bindings -> fork(transaction, callee, bindings),
                _ -> refuse(transaction, 503, "Location Service Unavailable"));
    }

    private void toPeer(ServerTransaction transaction, Optional<PeerHost> found) {
        if (found.isEmpty()) {
            refuse(transaction, 503, "Peer Removed");
            return;
        }
        forwarding.answers().when(trunks.of(found.get(), transaction.request().header(InternalHeaders.CALLER_UUID), transaction.request().callId()),
                trunk -> toPeer(transaction, found.get(), trunk), _ -> refuse(transaction, 503, "Service Unavailable"));
    }

    private void toPeer(ServerTransaction transaction, PeerHost host, Trunk trunk) {
        if (transaction.isCompleted()) {
            return; // cancelled meanwhile
        }
        SipUri dUri = PeerTarget.dUri(defaultPath, host);
        Target target = trunks.initial(outgoing.toPeer(transaction.request(), host, dUri, trunk), elements.flowTo(elements.loadBalancer(dUri)), trunk);
        ForwardedRequest request = new ForwardedRequest(forwarding, transaction, List.of(target), ResponseFilter.NONE, () -> active.remove(transaction));
        active.add(transaction, request::cancel);
        request.start();
    }

    private void fork(ServerTransaction transaction, SipUri callee, List<Binding> bindings) {
        if (transaction.isCompleted()) {
            return; // cancelled meanwhile
        }
        if (bindings.isEmpty()) {
            refuse(transaction, 480, "Offline");
            return;
        }
        ContactForking forking = PhoneTarget.forking(callee);
        List<List<Binding>> stages = forking.stages(bindings, random);
        new Ringing(transaction, stages.stream().flatMap(List::stream).toList(), forking.plan(stages), PhoneTarget.fallsBack(callee))
                .start(PhoneTarget.asked(callee));
    }

    /** The phones of one call. */
    private final class Ringing {
        private final ServerTransaction transaction;
        private final List<Binding> bindings;
        private final ForkPlan plan;
        private final boolean fallsBack;
        private boolean cancelled;

        Ringing(ServerTransaction transaction, List<Binding> bindings, ForkPlan plan, boolean fallsBack) {
            this.transaction = transaction;
            this.bindings = bindings;
            this.plan = plan;
            this.fallsBack = fallsBack;
        }

        void start(Optional<String> asked) {
            SipMessage invite = transaction.request();
            ForwardedRequest request = new ForwardedRequest(forwarding, transaction, bindings.stream().map(binding -> target(invite, binding, asked)).toList(),
                    plan, response -> CompletableFuture.completedFuture(forwarding.replies().passedOn(invite, response)),
                    () -> active.remove(transaction), refusal -> isAskedAgain(asked, refusal));
            active.add(transaction, reason -> {
                cancelled = true;
                request.cancel(reason);
            });
            request.start();
        }

        /** Phones that do not know the number are asked for what they have registered. */
        private boolean isAskedAgain(Optional<String> asked, SipMessage refusal) {
            if (!fallsBack || asked.isEmpty() || cancelled || refusal.status() != 404 || transaction.isCompleted()) {
                return false;
            }
            start(Optional.empty());
            return true;
        }
    }

    private Target target(SipMessage request, Binding binding, Optional<String> asked) {
        FlowToContact flow = FlowToContact.of(binding, pathOf(binding));
        return new Target(outgoing.toContact(request, binding, flow, asked), elements.flowTo(elements.loadBalancer(flow.dUri())));
    }

    private SipUri pathOf(Binding binding) {
        String socket = binding.socket();
        return socket.isEmpty() ? defaultPath : defaultPath.withParameter("socket", socket);
    }

    private void refuse(ServerTransaction transaction, int status, String reason) {
        forwarding.replies().refuse(transaction, status, reason);
    }
}
