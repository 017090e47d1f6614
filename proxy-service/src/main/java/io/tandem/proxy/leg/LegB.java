package io.tandem.proxy.leg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.tandem.data.pbx.HuntCancelMode;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.tables.CallTables;
import io.tandem.proxy.call.CallTable;
import io.tandem.proxy.call.ForwardedRequest;
import io.tandem.proxy.call.IgnoredOutcome;
import io.tandem.proxy.call.Receiver;
import io.tandem.proxy.call.ResponseFilter;
import io.tandem.proxy.call.Target;
import io.tandem.proxy.dns.SipTargets;
import io.tandem.proxy.fork.ContactForking;
import io.tandem.proxy.fork.ForkPlan;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.FlowToContact;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.number.Places;
import io.tandem.proxy.pbx.Attendant;
import io.tandem.proxy.pbx.HuntTarget;
import io.tandem.proxy.pbx.Stages;
import io.tandem.proxy.route.Elements;
import io.tandem.proxy.route.LegMark;
import io.tandem.proxy.route.LooseRoute;
import io.tandem.proxy.trunk.Trunk;
import io.tandem.proxy.trunk.Trunks;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transport.Flow;

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
    private final CallTable calls;
    private final SipUri defaultPath;
    private final ForeignLeg foreign;
    private final RandomGenerator random = RandomGenerator.getDefault();

    /** Who finds where a leg goes.
     * @param trunks passwords at peers
     * @param calls  hear who has answered
     * @param marks  sign the routes of this leg */
    public record Ways(Locations locations, CallTables tables, SipTargets targets, Trunks trunks, CallTable calls, LegMark marks) {}

    /** A contact, and whose. */
    private record Phone(AddressOfRecord owner, Binding binding) {}

    public LegB(ForwardedRequest.Forwarding forwarding, Ways ways, Elements elements, CallProperties calls, ActiveInvites active) {
        this.forwarding = forwarding;
        this.locations = ways.locations();
        this.tables = ways.tables();
        this.elements = elements;
        this.outgoing = new OutgoingInvite(elements.selfUri(), calls, ways.marks());
        this.active = active;
        this.trunks = ways.trunks();
        this.calls = ways.calls();
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
        if (Attendant.isMarked(callee)) {
            toAttendant(transaction);
            return;
        }
        Optional<HuntTarget> group = HuntTarget.of(callee);
        if (group.isPresent()) {
            forwarding.answers().when(Stages.all(group.get().members().stream().map(locations::recall).toList()),
                    found -> hunt(transaction, group.get(), found),
                    _ -> refuse(transaction, 503, "Location Service Unavailable"));
            return;
        }
        AddressOfRecord owner = PhoneTarget.owner(callee);
        forwarding.answers().when(contacts(callee, owner), bindings -> fork(transaction, callee, owner, bindings),
                _ -> refuse(transaction, 503, "Location Service Unavailable"));
    }

    /** Those registered for the callee and for others, and addresses that nobody has registered. */
    private CompletionStage<List<Binding>> contacts(SipUri callee, AddressOfRecord owner) {
        Places places = PhoneTarget.places(callee);
        CompletionStage<List<Binding>> all = places.own() ? locations.recall(owner).thenApply(places::ringing) : CompletableFuture.completedFuture(List.of());
        for (Places.Place place : places.more()) {
            all = all.thenCombine(place.here() ? locations.recall(PhoneTarget.owner(place.uri()))
                    : CompletableFuture.completedFuture(List.of(Binding.unregistered(place.uri()))),
                    (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
        }
        return all;
    }

    /** Rings the members of a group. */
    private void hunt(ServerTransaction transaction, HuntTarget group, List<List<Binding>> found) {
        List<Phone> phones = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            AddressOfRecord member = group.members().get(i);
            found.get(i).forEach(binding -> phones.add(new Phone(member, binding)));
        }
        ring(transaction, phones, () -> new Ringing(transaction, phones, group.plan(found.stream().map(List::size).toList()), false, Optional.of(group)),
                Optional.empty());
    }

    private void toAttendant(ServerTransaction transaction) {
        Target target = new Target(outgoing.toAttendant(transaction.request()), elements.flowTo(elements.appServer()));
        ForwardedRequest request = new ForwardedRequest(forwarding, transaction, List.of(target), ResponseFilter.NONE, () -> active.remove(transaction));
        active.add(transaction, request::cancel);
        request.start();
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

    private void fork(ServerTransaction transaction, SipUri callee, AddressOfRecord owner, List<Binding> bindings) {
        ContactForking forking = PhoneTarget.forking(callee);
        List<List<Binding>> stages = forking.stages(bindings, random);
        List<Phone> phones = stages.stream().flatMap(List::stream).map(binding -> new Phone(owner, binding)).toList();
        ring(transaction, phones, () -> new Ringing(transaction, phones, forking.plan(stages), PhoneTarget.fallsBack(callee), Optional.empty()),
                PhoneTarget.asked(callee));
    }

    private void ring(ServerTransaction transaction, List<Phone> phones, Supplier<Ringing> ringing, Optional<String> asked) {
        if (transaction.isCompleted()) {
            return; // cancelled meanwhile
        }
        if (phones.isEmpty()) {
            refuse(transaction, 480, "Offline");
        } else {
            ringing.get().start(asked);
        }
    }

    /** The phones of one call. */
    private final class Ringing {
        private final ServerTransaction transaction;
        private final List<Phone> phones;
        private final ForkPlan plan;
        private final boolean fallsBack;
        private final Optional<HuntTarget> group;
        private boolean cancelled;

        Ringing(ServerTransaction transaction, List<Phone> phones, ForkPlan plan, boolean fallsBack, Optional<HuntTarget> group) {
            this.transaction = transaction;
            this.phones = phones;
            this.plan = plan;
            this.fallsBack = fallsBack;
            this.group = group;
        }

        void start(Optional<String> asked) {
            SipMessage invite = transaction.request();
            boolean byBye = group.filter(hunt -> hunt.cancelMode() == HuntCancelMode.BYE).isPresent();
            ForwardedRequest request = new ForwardedRequest(forwarding, transaction, phones.stream().map(phone -> target(invite, phone, asked, byBye)).toList(),
                    plan, ResponseFilter.of(response -> CompletableFuture.completedFuture(passedOn(invite, response)), () -> ResponseFilter.NONE),
                    () -> active.remove(transaction), refusal -> isAskedAgain(asked, refusal));
            active.add(transaction, reason -> {
                cancelled = true;
                request.cancel(reason);
            });
            request.start();
        }

        /** A member's phone that redirects has refused: it does not decide where the group's calls go. */
        private SipMessage passedOn(SipMessage invite, SipMessage response) {
            return group.isPresent() && response.status() / 100 == 3 ? forwarding.replies().of(invite, 480) : response;
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

    /** What one phone has said. */
    private final class Branch implements Target.Parting {
        private final SipMessage invite;
        private final Flow flow;
        private final Phone phone;
        private final boolean byBye;
        private Optional<SipMessage> provisional = Optional.empty();

        Branch(SipMessage invite, Flow flow, Phone phone, boolean byBye) {
            this.invite = invite;
            this.flow = flow;
            this.phone = phone;
            this.byBye = byBye;
        }

        void heard(SipMessage response) {
            if (response.status() < 200) {
                provisional = byBye ? Optional.of(response.copy()) : Optional.empty();
            } else if (response.status() < 300) {
                calls.received(LooseRoute.callIdOfLegA(invite.callId()), new Receiver(phone.owner(),
                        response.header(HeaderNames.USER_AGENT).or(() -> response.header(HeaderNames.SERVER)).orElse(phone.binding().userAgent())));
            }
        }

        @Override
        public boolean told(String reason) {
            Optional<SipMessage> bye = provisional.flatMap(response -> Hangup.early(invite, response, elements::isSelf, reason));
            bye.ifPresent(request -> forwarding.layer().send(request, flow, new IgnoredOutcome()));
            return bye.isPresent();
        }
    }

    private Target target(SipMessage request, Phone phone, Optional<String> asked, boolean byBye) {
        Binding binding = phone.binding();
        FlowToContact way = FlowToContact.bySocket(binding, defaultPath);
        SipMessage invite = outgoing.toContact(request, binding, way, asked);
        Flow flow = elements.flowTo(elements.loadBalancer(way.dUri()));
        Branch branch = new Branch(invite, flow, phone, byBye);
        return new Target(invite, flow, branch::heard, branch);
    }

    private void refuse(ServerTransaction transaction, int status, String reason) {
        forwarding.replies().refuse(transaction, status, reason);
    }
}
