package io.tandem.proxy.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import io.tandem.data.peering.InboundRule;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.Peering;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.tables.CallTables;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.credit.Charging;
import io.tandem.proxy.header.HeaderPartyLoader;
import io.tandem.sip.message.SipMessage;

/** Finds the peers for a call. Never blocks; the stage is complete on return if all is cached.
 * @param random draws by weight
 * @param isUp   what is known of a server; any thread */
public record PeerRouting(CallTables tables, RandomGenerator random, Predicate<PeerHost> isUp) {

    /** Servers whose rules match, in the order in which they are tried; those that are shut included.
     * @param call     as peering rules see it
     * @param charging as peers will charge it
     * @param barred   server of a group to which the call may not go */
    public CompletionStage<List<PeerRoute>> routes(Peering.Call call, Charging charging, Optional<PeerHost> barred) {
        return tables.peering().thenCompose(peering -> new PeerPrices(tables).of(peering.leastCost(call), charging, call.moment())
                .thenApply(prices -> peering.select(call, prices, random).stream().filter(host -> barred.filter(other -> isOneGroup(peering, host, other))
                        .isEmpty()).toList())).thenCompose(this::withSettings);
    }

    /** All servers of this name, in the order of their groups; those that are shut included. */
    public CompletionStage<List<PeerRoute>> named(String name) {
        return tables.peering().thenCompose(peering -> withSettings(peering.groups().stream().flatMap(group -> group.hosts().stream())
                .filter(host -> host.name().equals(name)).toList()));
    }

    private static boolean isOneGroup(Peering peering, PeerHost one, PeerHost other) {
        return peering.groups().stream().map(group -> group.hosts().stream().map(PeerHost::id).toList())
                .anyMatch(ids -> ids.contains(one.id()) && ids.contains(other.id()));
    }

    /** Whose call this is; empty for nobody's. */
    public CompletionStage<Optional<PeerHost>> recognise(SipMessage request, boolean fromOurs) {
        return tables.peering().thenApply(peering -> new PeerRecognition(peering).of(request, fromOurs));
    }

    /** What a call of this server is refused with before anything else is asked. */
    public CompletionStage<Optional<InboundRule.Refusal>> refusal(PeerHost host, SipMessage request) {
        return tables.peering().thenApply(peering -> new PeerRecognition(peering).refusal(host, request));
    }

    /** Settings of a peer's server, for calls that come from it. */
    public CompletionStage<PartySnapshot> settings(PeerHost host) {
        return rules(host).thenApply(rules -> settings(host, rules));
    }

    private static PartySnapshot settings(PeerHost host, RewriteRuleSet rules) {
        return new PartySnapshot(host.preferences(), Preferences.NONE, Preferences.NONE, rules, List.of());
    }

    private CompletionStage<List<PeerRoute>> withSettings(List<PeerHost> hosts) {
        CompletionStage<List<PeerRoute>> routes = CompletableFuture.completedFuture(new ArrayList<>());
        for (PeerHost host : hosts) {
            routes = routes.thenCombine(route(host), (list, route) -> {
                list.add(route);
                return list;
            });
        }
        return routes;
    }

    private CompletionStage<PeerRoute> route(PeerHost host) {
        return rules(host).thenCombine(new HeaderPartyLoader(tables).ofPeer(host.preferences()),
                (rules, headers) -> new PeerRoute(host, settings(host, rules), headers, isUp.test(host)));
    }

    private CompletionStage<RewriteRuleSet> rules(PeerHost host) {
        OptionalInt set = host.preferences().get(CallPreferences.REWRITE_RULE_SET);
        return set.isPresent() ? tables.rewriteRules(set.getAsInt()) : CompletableFuture.completedFuture(RewriteRuleSet.NONE);
    }
}
