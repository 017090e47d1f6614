package io.tandem.proxy.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import io.tandem.data.customer.CustomerLocation;
import io.tandem.data.pbx.BusyMemberMode;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.ledger.Claim;
import io.tandem.proxy.ledger.Claim.Limit;
import io.tandem.proxy.ledger.Claim.Party;
import io.tandem.proxy.ledger.Demand;
import io.tandem.proxy.number.Callee;

/** The counters of a call, in the order in which they are taken (§2.7). Pure; one thread. */
final class CallClaims {
    private static final Bounds PLAIN = new Bounds(CallPreferences.CONCURRENT_MAX, CallPreferences.CONCURRENT_MAX_IN, CallPreferences.CONCURRENT_MAX_OUT);
    private static final Bounds TOTAL = new Bounds(CallPreferences.CONCURRENT_MAX_TOTAL, CallPreferences.CONCURRENT_MAX_IN_TOTAL,
            CallPreferences.CONCURRENT_MAX_OUT_TOTAL);
    private static final Bounds PER_ACCOUNT = new Bounds(CallPreferences.CONCURRENT_MAX_PER_ACCOUNT, CallPreferences.CONCURRENT_MAX_IN_PER_ACCOUNT,
            CallPreferences.CONCURRENT_MAX_OUT_PER_ACCOUNT);

    private final List<Claim> claims = new ArrayList<>();
    private final boolean limited;

    /** Limits for all calls, those in, those out. */
    private record Bounds(PreferenceKey<OptionalInt> all, PreferenceKey<OptionalInt> in, PreferenceKey<OptionalInt> out) {}

    /** Where a limit stands. */
    private record Place(Preferences preferences, Bounds bounds) {}

    /** Somebody with counters: two for calls other than those to applications and within a PBX, and two, {@code total}, for all.
     * @param plain limits of the first
     * @param total limits of the others
     * @param quota that billing is told of, with the calls of the first */
    private record Holder(String name, String id, List<Place> plain, List<Place> total, List<Limit> quota) {
        String key(String prefix, String direction) {
            return prefix + name + direction + ":" + id;
        }
    }

    /** @param limited no limit holds for an emergency call (§2.18) */
    private CallClaims(boolean limited) {
        this.limited = limited;
    }

    /** @param location that the caller calls from */
    static Demand of(Attempt attempt, Optional<CustomerLocation> location) {
        CallClaims all = new CallClaims(!attempt.isEmergency());
        Callee callee = attempt.callee().orElseThrow();
        boolean plain = !(callee instanceof Callee.Application) && !CallDecisions.isIntraPbx(attempt);
        List<String> active = new ArrayList<>();
        for (Attempt leg : uncounted(attempt)) {
            all.caller(leg, leg.forwarded().isEmpty() ? location : Optional.empty(), plain);
            leg.caller().filter(Caller::isAuthenticated).ifPresent(party -> active.addAll(active(party.subscriber(), leg.ofCaller())));
        }
        List<List<Claim>> alternatives = List.of();
        switch (callee) {
            case Callee.Local local -> {
                all.callee(attempt, local, plain);
                active.addAll(active(local.subscriber(), attempt.ofCallee()));
            }
            case Callee.Peers peers -> {
                all.count("relay", "outgoing", "total");
                alternatives = peers.routes().stream().map(route -> Claim.toPeer(route.host().id(), route.settings().own(), all.limited)).toList();
            }
            case Callee.Foreign _ -> all.count("relay", "outgoing", "total");
            case Callee.Application _ -> all.count("peer:appsrv", "total");
            case Callee.Unknown _, Callee.Peer _ -> throw new IllegalArgumentException("nobody to call");
        }
        return new Demand(attempt.request().callId(), all.claims, alternatives, active);
    }

    /** Counters of an answered call; the end of the second one begins a wrap-up time. */
    private static List<String> active(Subscriber subscriber, PartySnapshot settings) {
        String counter = "activeuser:" + subscriber.uuid();
        return settings.own().get(CallPreferences.CALL_QUEUE) ? List.of(counter, Claim.QUEUE + subscriber.uuid()) : List.of(counter);
    }

    /** Where a member of a group would count: to be looked at. Empty if nothing there can keep it from ringing.
     * @param plain the caller is of another PBX, or of none */
    static Optional<Demand> ofMember(String callId, Subscriber member, PartySnapshot settings, boolean plain) {
        BusyMemberMode mode = settings.own().get(CallPreferences.BUSY_MEMBER_MODE);
        CallClaims all = new CallClaims(true);
        Holder holder = holder("user", member.uuid(), settings.own(), List.of());
        all.all(holder, "total", holder.total(), Party.CALLEE);
        if (plain) {
            all.all(holder, "", holder.plain(), Party.CALLEE);
        }
        List<Claim> claims = new ArrayList<>(all.claims);
        List<Limit> alone = List.of(new Limit(CallPreferences.BUSY_MEMBER_MODE.name(), 1, ""));
        switch (mode) {
            case RING -> { }
            case SKIP_TOTALUSER -> claims.set(0, new Claim(claims.getFirst().key(), Party.CALLEE,
                    Stream.concat(claims.getFirst().limits().stream(), alone.stream()).toList()));
            case SKIP_ACTIVEUSER -> claims.add(new Claim("activeuser:" + member.uuid(), Party.CALLEE, alone));
        }
        return claims.stream().allMatch(claim -> claim.limits().isEmpty()) ? Optional.empty() : Optional.of(new Demand(callId, claims, List.of(), List.of()));
    }

    /** This leg, and before it those that were forwarded before they counted: their callers count with it. */
    private static List<Attempt> uncounted(Attempt attempt) {
        List<Attempt> legs = new ArrayList<>(List.of(attempt));
        Optional<Attempt> by = attempt.forwarded().map(Forwarded::by);
        while (by.isPresent() && by.get().counted().map(Counted::claims).orElse(List.of()).isEmpty()) {
            legs.addFirst(by.get());
            by = by.get().forwarded().map(Forwarded::by);
        }
        return legs;
    }

    private void caller(Attempt leg, Optional<CustomerLocation> location, boolean plain) {
        Caller caller = leg.caller().orElseThrow();
        if (caller.isAuthenticated()) {
            boolean out = leg.forwarded().isEmpty() || !leg.ofCaller().own().get(CallPreferences.FORWARD_COUNTS_AS_ONE);
            caller(holders(caller.subscriber(), leg.ofCaller(), location), plain, out);
        } else {
            caller.peer().ifPresent(peer -> claims.add(Claim.fromPeer(peer.id(), peer.preferences(), limited)));
            count("incoming");
        }
    }

    private static List<Holder> holders(Subscriber subscriber, PartySnapshot settings, Optional<CustomerLocation> location) {
        List<Limit> quota = Stream.of(Optional.of(settings.own()), location.map(CustomerLocation::preferences), Optional.of(settings.customer()))
                .flatMap(Optional::stream).map(level -> Claim.limit(level, CallPreferences.CONCURRENT_CALLS_QUOTA, "")).filter(set -> !set.isEmpty())
                .findFirst().orElse(List.of());
        List<Holder> holders = new ArrayList<>();
        holders.add(holder("reseller", Integer.toString(subscriber.resellerId()), settings.reseller(), List.of()));
        location.ifPresent(place -> holders.add(holder("location", Integer.toString(place.id()), place.preferences(), List.of())));
        holders.add(new Holder("account", Integer.toString(subscriber.customerId()),
                List.of(new Place(settings.own(), PER_ACCOUNT), new Place(settings.customer(), PLAIN)), List.of(new Place(settings.customer(), TOTAL)), quota));
        holders.add(holder("user", subscriber.uuid(), settings.own(), quota));
        return holders;
    }

    private static Holder holder(String name, String id, Preferences limits, List<Limit> quota) {
        return new Holder(name, id, List.of(new Place(limits, PLAIN)), List.of(new Place(limits, TOTAL)), quota);
    }

    /** @param out counts as a call that goes out */
    private void caller(List<Holder> holders, boolean plain, boolean out) {
        List<Holder> calling = out ? holders : List.of();
        if (plain) {
            calling.forEach(holder -> out(holder, "", holder.plain()));
            holders.forEach(holder -> all(holder, "", holder.plain(), Party.CALLER));
        }
        calling.forEach(holder -> out(holder, "total", holder.total()));
        holders.forEach(holder -> all(holder, "total", holder.total(), Party.CALLER));
    }

    private void callee(Attempt attempt, Callee.Local local, boolean plain) {
        if (attempt.caller().orElseThrow().isAuthenticated()) {
            count("local");
        }
        List<Holder> holders = attempt.hunt().isPresent() ? List.of(holder("user", local.subscriber().uuid(), attempt.ofCallee().own(), List.of()))
                : holders(local.subscriber(), attempt.ofCallee(), Optional.empty()); // calls of groups are no calls of the customer (§2.7)
        holders.forEach(holder -> all(holder, "total", holder.total(), Party.CALLEE));
        count("total");
        if (plain) {
            holders.forEach(holder -> all(holder, "", holder.plain(), Party.CALLEE));
        }
    }

    private void count(String... keys) {
        for (String key : keys) {
            claims.add(Claim.of(key, Party.SYSTEM));
        }
    }

    private void out(Holder holder, String prefix, List<Place> places) {
        List<Limit> limits = new ArrayList<>();
        for (Place place : limited ? places : List.<Place>of()) {
            limits.addAll(Claim.limit(place.preferences(), place.bounds().out(), ""));
        }
        claims.add(new Claim(holder.key(prefix, "out"), Party.CALLER, limits));
    }

    /** Calls in both directions; those in are all without those out. */
    private void all(Holder holder, String prefix, List<Place> places, Party party) {
        List<Limit> limits = new ArrayList<>();
        for (Place place : limited ? places : List.<Place>of()) {
            limits.addAll(Claim.limit(place.preferences(), place.bounds().all(), ""));
            if (party == Party.CALLEE) {
                limits.addAll(Claim.limit(place.preferences(), place.bounds().in(), holder.key(prefix, "out")));
            }
        }
        if (prefix.isEmpty()) {
            limits.addAll(holder.quota());
        }
        claims.add(new Claim(holder.key(prefix, ""), party, limits));
    }
}
