package io.tandem.proxy.header;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.header.HeaderRuleSet;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.tables.CallTables;

/** Finds the header rules of a party. Never blocks; the stage is complete on return if all is cached. */
public record HeaderPartyLoader(CallTables tables) {

    public CompletionStage<HeaderParty> of(Subscriber subscriber) {
        return tables.headerRulesOf(subscriber.id()).thenCombine(ofSet(subscriber.preferences()), HeaderRuleSet::and)
                .thenCompose(rules -> complete(rules, subscriber.preferences()));
    }

    /** @param server preferences of a peer's server */
    public CompletionStage<HeaderParty> ofPeer(Preferences server) {
        return ofSet(server).thenCompose(rules -> complete(rules, server));
    }

    private CompletionStage<HeaderRuleSet> ofSet(Preferences owner) {
        OptionalInt set = owner.get(CallPreferences.HEADER_RULE_SET);
        return set.isPresent() ? tables.headerRules(set.getAsInt()) : CompletableFuture.completedFuture(HeaderRuleSet.NONE);
    }

    private CompletionStage<HeaderParty> complete(HeaderRuleSet rules, Preferences own) {
        if (rules.rules().isEmpty()) {
            return CompletableFuture.completedFuture(HeaderParty.NONE);
        }
        CompletionStage<Map<Integer, RewriteRuleSet>> rewrites = CompletableFuture.completedFuture(new HashMap<>());
        for (int set : rules.rewriteSets()) {
            rewrites = rewrites.thenCombine(tables.rewriteRules(set), (all, read) -> {
                all.put(set, read);
                return all;
            });
        }
        return rewrites.thenApply(read -> new HeaderParty(rules, read, own));
    }
}
