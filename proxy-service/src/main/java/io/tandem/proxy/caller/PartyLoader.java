package io.tandem.proxy.caller;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.customer.CustomerLocation;
import io.tandem.data.forward.ForwardType;
import io.tandem.data.forward.Forwards;
import io.tandem.data.mapping.LocationMapping;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.UpnRewriting;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.sound.SoundSet;
import io.tandem.data.tables.CallTables;

/** Puts the settings of a subscriber together. Never blocks; the stage is complete on return if all is cached.
 * @param tables where rules and levels lie */
public record PartyLoader(CallTables tables) {

    /** Settings of a caller, restrictions of its calls included. */
    public CompletionStage<PartySnapshot> caller(Subscriber subscriber) {
        return new RestrictionLoader(tables).ofCalls(subscriber).thenCompose(levels -> load(subscriber, levels))
                .thenCombine(upn(subscriber), PartySnapshot::rewriting);
    }

    /** Who has no such set costs no look-up. */
    private CompletionStage<UpnRewriting> upn(Subscriber subscriber) {
        return subscriber.preferences().get(CallPreferences.UPN_REWRITE) ? tables.upnRewriting(subscriber.id())
                : CompletableFuture.completedFuture(UpnRewriting.NONE);
    }

    /** The same at the place that it calls from: its settings for emergency calls come before those of the customer (§2.18). */
    public CompletionStage<PartySnapshot> caller(Caller caller) {
        return caller(caller.subscriber()).thenCombine(location(caller), (settings, place) -> place.map(settings::at).orElse(settings));
    }

    /** Settings of a subscriber that forwards a call, what restricts its forwards ({@code adm_cf_ncos}, {@code adm_cf_ncos_set}) included. */
    public CompletionStage<PartySnapshot> forwarder(Subscriber subscriber) {
        return new RestrictionLoader(tables).ofForwards(subscriber).thenCompose(levels -> load(subscriber, levels));
    }

    /** Settings of a callee: what restricts its own calls does not matter. */
    public CompletionStage<PartySnapshot> callee(Subscriber subscriber) {
        return load(subscriber, List.of());
    }

    /** Forwards of a callee. Who has none costs no look-up. */
    public CompletionStage<Forwards> forwards(Subscriber subscriber) {
        return ForwardType.isAnySet(subscriber.preferences()) ? tables.forwards(subscriber.id()) : CompletableFuture.completedFuture(Forwards.NONE);
    }

    /** What is played to a party, or to callers of it. Who has no sound set costs no look-up. */
    public CompletionStage<SoundSet> sounds(Subscriber subscriber) {
        OptionalInt own = subscriber.preferences().get(CallPreferences.SOUND_SET);
        OptionalInt set = own.isPresent() ? own : subscriber.preferences().get(CallPreferences.CONTRACT_SOUND_SET);
        return set.isPresent() ? tables.sounds(set.getAsInt()) : CompletableFuture.completedFuture(SoundSet.NONE);
    }

    /** Where calls of a callee go beside or instead of its registrations. */
    public CompletionStage<List<LocationMapping>> mappings(Subscriber subscriber) {
        return tables.locationMappings(subscriber.id());
    }

    /** The place of its customer that a caller calls from; none for callers from elsewhere. */
    public CompletionStage<Optional<CustomerLocation>> location(Caller caller) {
        return caller.isAuthenticated() ? tables.locations(caller.subscriber().customerId()).thenApply(all -> all.at(caller.sourceIp()))
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private CompletionStage<PartySnapshot> load(Subscriber subscriber, List<Restriction> levels) {
        Preferences own = subscriber.preferences();
        OptionalInt set = own.get(CallPreferences.REWRITE_RULE_SET);
        CompletionStage<RewriteRuleSet> rules = set.isPresent() ? tables.rewriteRules(set.getAsInt()) : CompletableFuture.completedFuture(RewriteRuleSet.NONE);
        return rules.thenCombine(tables.reseller(subscriber.resellerId()),
                (found, reseller) -> new PartySnapshot(own, subscriber.customerPreferences(), reseller, found, levels));
    }
}
