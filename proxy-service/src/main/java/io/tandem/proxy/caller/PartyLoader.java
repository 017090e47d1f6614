package io.tandem.proxy.caller;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.tables.CallTables;

/** Puts the settings of a subscriber together. Never blocks; the stage is complete on return if all is cached.
 * @param tables where rules and levels lie */
public record PartyLoader(CallTables tables) {

    /** Settings of a caller, restrictions of its calls included. */
    public CompletionStage<PartySnapshot> caller(Subscriber subscriber) {
        return levels(subscriber).thenCompose(levels -> load(subscriber, levels));
    }

    /** Settings of a callee: what restricts its own calls does not matter. */
    public CompletionStage<PartySnapshot> callee(Subscriber subscriber) {
        return load(subscriber, List.of());
    }

    private CompletionStage<PartySnapshot> load(Subscriber subscriber, List<NcosLevel> levels) {
        Preferences own = subscriber.preferences();
        OptionalInt set = own.get(CallPreferences.REWRITE_RULE_SET);
        CompletionStage<RewriteRuleSet> rules = set.isPresent() ? tables.rewriteRules(set.getAsInt()) : CompletableFuture.completedFuture(RewriteRuleSet.NONE);
        return rules.thenCombine(tables.reseller(subscriber.resellerId()),
                (found, reseller) -> new PartySnapshot(own, subscriber.customerPreferences(), reseller, found, levels));
    }

    private CompletionStage<List<NcosLevel>> levels(Subscriber subscriber) {
        Preferences own = subscriber.preferences();
        Preferences customer = subscriber.customerPreferences();
        List<Integer> ids = Stream.of(customer.get(CallPreferences.ADM_NCOS), own.get(CallPreferences.ADM_NCOS), customer.get(CallPreferences.NCOS),
                own.get(CallPreferences.NCOS)).flatMapToInt(OptionalInt::stream).boxed().toList();
        CompletionStage<List<NcosLevel>> levels = CompletableFuture.completedFuture(List.of());
        for (int id : ids) {
            levels = levels.thenCombine(tables.ncosLevel(id), PartyLoader::with);
        }
        return levels;
    }

    private static List<NcosLevel> with(List<NcosLevel> levels, NcosLevel next) {
        List<NcosLevel> longer = new ArrayList<>(levels);
        longer.add(next);
        return longer;
    }
}
