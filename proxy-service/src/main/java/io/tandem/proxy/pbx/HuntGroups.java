package io.tandem.proxy.pbx;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

import io.tandem.data.forward.ForwardMapping;
import io.tandem.data.forward.ForwardType;
import io.tandem.data.forward.Forwards;
import io.tandem.data.pbx.HuntPolicy;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.caller.PartyLoader;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.number.Subscribers;
import io.tandem.proxy.screen.BlockLists;
import io.tandem.proxy.screen.Lock;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipUri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out which members of a group ring. Never blocks; stages complete on any thread.
 * @param counts false for calls that nobody makes: they take nobody's turn */
public record HuntGroups(Subscribers subscribers, PartyLoader parties, Locations locations, HuntTurns turns, boolean counts) {
    private static final Logger LOG = LoggerFactory.getLogger(HuntGroups.class);
    /** Of one call: groups may be members of groups. */
    private static final int MOST_MEMBERS = 50;

    /** A call to a group.
     * @param parties ids of whoever calls and of those who have forwarded the call to the group: they do not ring
     * @param isFree  whether a member may take a call, by its settings, as {@code busy_hg_member_mode} and its limits say */
    public record Call(Set<Integer> parties, CallerNumbers shown, Instant arrival, BiFunction<Subscriber, PartySnapshot, CompletionStage<Boolean>> isFree) {}

    /** What becomes of a member.
     * @param why it does not ring; empty if it does */
    private record Judgement(HuntMember member, String why) {
        private static final String BUSY = "busy";
    }

    /** Asks for the members of a group; empty for a subscriber that is none. */
    public CompletionStage<Optional<HuntGroup>> of(Subscriber group, PartySnapshot settings, Call call) {
        if (!HuntGroup.is(group)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Preferences own = group.preferences();
        HuntPolicy policy = own.get(CallPreferences.HUNT_POLICY);
        boolean ignoresForwards = own.get(CallPreferences.IGNORE_CF_WHEN_HUNTING) || settings.customer().get(CallPreferences.IGNORE_CF_WHEN_HUNTING);
        return members(group, new HashSet<>(Set.of(group.id())))
                .thenCompose(members -> Stages.all(turns.order(group.id(), policy, members.stream().limit(MOST_MEMBERS).toList(), counts).stream()
                        .map(member -> judged(group, member, ignoresForwards, call)).toList()))
                .thenApply(judged -> Optional.of(new HuntGroup(policy, Math.max(0, own.get(CallPreferences.HUNT_TIMEOUT).orElse(0)),
                        own.get(CallPreferences.HUNT_CANCEL_MODE), ringing(judged),
                        judged.stream().filter(one -> !one.why().isEmpty()).map(one -> one.member() + " " + one.why()).toList(),
                        judged.stream().filter(one -> one.why().equals(Judgement.BUSY)).map(one -> one.member().subscriber().uuid()).toList())));
    }

    /** Nobody rings twice, whoever forwards to him. */
    private static List<HuntMember> ringing(List<Judgement> judged) {
        Set<AddressOfRecord> seen = new HashSet<>();
        return judged.stream().filter(one -> one.why().isEmpty() && seen.add(one.member().rings())).map(Judgement::member).toList();
    }

    /** Members of groups that are members among them.
     * @param seen ids of those who are in already */
    private CompletionStage<List<Subscriber>> members(Subscriber group, Set<Integer> seen) {
        List<CompletionStage<Optional<Subscriber>>> found = new ArrayList<>();
        for (String uri : group.preferences().get(CallPreferences.HUNT_GROUP)) {
            found.add(member(group, uri));
        }
        return Stages.<Optional<Subscriber>>all(found).thenCompose(members -> {
            List<Subscriber> there = members.stream().flatMap(Optional::stream).filter(member -> seen.add(member.id())).toList();
            return Stages.<List<Subscriber>>all(there.stream().map(member -> HuntGroup.is(member) && seen.size() < MOST_MEMBERS ? members(member, seen)
                    : CompletableFuture.completedFuture(List.of(member))).toList());
        }).thenApply(lists -> lists.stream().flatMap(List::stream).toList());
    }

    private CompletionStage<Optional<Subscriber>> member(Subscriber group, String text) {
        try {
            SipUri uri = SipUri.parse(text);
            return subscribers.byUsername(uri.decodedUser().orElse(""), uri.host())
                    .thenApply(found -> found.filter(member -> member.customerId() == group.customerId()));
        } catch (MalformedMessageException spoiled) {
            LOG.warn("member '{}' of group {} is left out, correct cloud_pbx_hunt_group: {}", text, group.addressOfRecord(), spoiled.getMessage());
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    private CompletionStage<Judgement> judged(Subscriber group, Subscriber subscriber, boolean ignoresForwards, Call call) {
        HuntMember member = new HuntMember(subscriber, new AddressOfRecord(subscriber.username(), subscriber.domain()));
        if (call.parties().contains(subscriber.id())) {
            return skipped(member, "calls, or forwards the call here");
        }
        if (!Lock.of(subscriber).permitsIncoming()) {
            return skipped(member, "locked");
        }
        if (subscriber.preferences().get(CallPreferences.DND)) {
            return skipped(member, "wants not to be disturbed");
        }
        return parties.callee(subscriber).thenCompose(settings -> BlockLists.incoming(settings, call.shown()).isPresent() ? skipped(member, "blocks the caller")
                : forwarded(group, member, ignoresForwards, call).thenCompose(rings -> rings.isEmpty() ? skipped(member, "forwards its calls")
                        : reached(rings.get(), settings, call)));
    }

    private CompletionStage<Judgement> reached(HuntMember member, PartySnapshot settings, Call call) {
        return locations.recall(member.rings()).thenCompose(bindings -> bindings.isEmpty() ? skipped(member, "offline")
                : call.isFree().apply(member.subscriber(), settings).thenApply(free -> new Judgement(member, free ? "" : Judgement.BUSY)));
    }

    /** Whose phones ring for a member that forwards all its calls: those of a colleague, or nobody's. */
    private CompletionStage<Optional<HuntMember>> forwarded(Subscriber group, HuntMember member, boolean ignored, Call call) {
        return ignored ? CompletableFuture.completedFuture(Optional.of(member)) : parties.forwards(member.subscriber()).thenCompose(all -> {
            Optional<ForwardMapping> mapping = all == Forwards.NONE ? Optional.empty() : all.first(ForwardType.CFU, call.arrival(),
                    List.of(call.shown().userProvided(), call.shown().network()),
                    List.of(group.username(), CallerNumbers.network(group), member.subscriber().username(), CallerNumbers.network(member.subscriber())));
            return mapping.map(forward -> colleague(member, forward.destinations().getFirst().uri()))
                    .orElseGet(() -> CompletableFuture.completedFuture(Optional.of(member)));
        });
    }

    private CompletionStage<Optional<HuntMember>> colleague(HuntMember member, String destination) {
        try {
            SipUri uri = SipUri.parse(destination);
            String user = uri.decodedUser().orElse("");
            String digits = user.startsWith("+") ? user.substring(1) : user;
            return subscribers.byUsername(user, uri.host())
                    .thenCompose(found -> found.isPresent() ? CompletableFuture.completedFuture(found) : subscribers.byAlias(digits, uri.host()))
                    .thenApply(found -> found.filter(other -> other.customerId() == member.subscriber().customerId() && Lock.of(other).permitsIncoming()
                                    && !other.preferences().get(CallPreferences.DND))
                            .map(other -> new HuntMember(member.subscriber(), new AddressOfRecord(other.username(), other.domain()))));
        } catch (MalformedMessageException spoiled) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    private static CompletionStage<Judgement> skipped(HuntMember member, String why) {
        return CompletableFuture.completedFuture(new Judgement(member, why));
    }
}
