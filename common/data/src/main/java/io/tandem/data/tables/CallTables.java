package io.tandem.data.tables;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.data.customer.CustomerLocations;
import io.tandem.data.emergency.EmergencyDocuments;
import io.tandem.data.emergency.EmergencyMapping;
import io.tandem.data.forward.Forwards;
import io.tandem.data.header.HeaderRuleSet;
import io.tandem.data.mapping.LocationMapping;
import io.tandem.data.peering.Peering;
import io.tandem.data.portability.LnpNumbers;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.UpnRewriting;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.sound.SoundSet;
import io.tandem.data.tariff.BillingMappings;
import io.tandem.data.tariff.Tariff;
import io.tandem.data.trust.TrustedSources;

/** Tables by the ids that preferences hold. Any thread; never blocks; a stage is complete on return if the answer is cached. */
public interface CallTables {

    /** {@link RewriteRuleSet#NONE} alike if the set is gone. */
    CompletionStage<RewriteRuleSet> rewriteRules(int setId);

    /** What a subscriber shows instead of numbers that it provides; {@link UpnRewriting#NONE} for most. */
    CompletionStage<UpnRewriting> upnRewriting(int subscriber);

    /** {@link NcosLevel#NONE} if the level is gone. */
    CompletionStage<NcosLevel> ncosLevel(int id);

    /** Ids of the levels of a set, in the order in which they are asked; none if the set is gone. */
    CompletionStage<List<Integer>> ncosSet(int id);

    /** What is set for a reseller itself. */
    CompletionStage<Preferences> reseller(int id);

    /** Where the phones of a customer are; {@link CustomerLocations#NONE} for most. */
    CompletionStage<CustomerLocations> locations(int customerId);

    /** Addresses of all subscribers that need no password. */
    CompletionStage<TrustedSources> trustedSources();

    /** All peers. */
    CompletionStage<Peering> peering();

    /** {@link HeaderRuleSet#NONE} if the set is gone. */
    CompletionStage<HeaderRuleSet> headerRules(int setId);

    /** Header rules that a subscriber owns; {@link HeaderRuleSet#NONE} for most. */
    CompletionStage<HeaderRuleSet> headerRulesOf(int subscriber);

    /** {@link SoundSet#NONE} alike if the set is gone. */
    CompletionStage<SoundSet> sounds(int setId);

    /** Carriers of a number; {@link LnpNumbers#NONE} for most.
     * @param number E.164 digits without plus sign */
    CompletionStage<LnpNumbers> lnpNumbers(String number);

    /** Mappings of a container by their codes; none if it is gone. */
    CompletionStage<Map<String, EmergencyMapping>> emergencyMappings(int container);

    /** What goes along with emergency calls. Seldom needed and large: read each time. */
    CompletionStage<EmergencyDocuments> emergencyDocuments(int subscriber, int domain);

    /** Forwards of a subscriber; {@link Forwards#NONE} for one without any. A new time zone of its contact counts within minutes. */
    CompletionStage<Forwards> forwards(int subscriber);

    /** Where calls of a subscriber go beside or instead of its registrations; none for most. */
    CompletionStage<List<LocationMapping>> locationMappings(int subscriber);

    /** Where a slot leads, a URI; empty if it leads nowhere. Read each time.
     * @param slot as dialled, such as {@code *1} */
    CompletionStage<Optional<String>> speedDial(int subscriber, String slot);

    /** What calls cost by a billing profile; empty if it is gone. */
    CompletionStage<Optional<Tariff>> tariff(int profile);

    /** Billing profiles of a contract; {@link BillingMappings#NONE} if it is gone. */
    CompletionStage<BillingMappings> billingMappings(int contract);
}
