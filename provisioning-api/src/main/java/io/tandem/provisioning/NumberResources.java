package io.tandem.provisioning;

import java.util.ArrayList;
import java.util.List;

import io.tandem.provisioning.conversion.SoundConverter;
import io.tandem.provisioning.emergency.EmergencyContainers;
import io.tandem.provisioning.emergency.EmergencyMappings;
import io.tandem.provisioning.header.HeaderRuleActions;
import io.tandem.provisioning.header.HeaderRuleConditions;
import io.tandem.provisioning.header.HeaderRuleSets;
import io.tandem.provisioning.header.HeaderRules;
import io.tandem.provisioning.peering.PeeringGroups;
import io.tandem.provisioning.peering.PeeringRules;
import io.tandem.provisioning.peering.PeeringServers;
import io.tandem.provisioning.portability.LnpCarriers;
import io.tandem.provisioning.portability.LnpNumbers;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.restriction.NcosLevels;
import io.tandem.provisioning.restriction.NcosPatterns;
import io.tandem.provisioning.restriction.NcosSets;
import io.tandem.provisioning.rewrite.AppliedRewrites;
import io.tandem.provisioning.rewrite.RewriteRuleSets;
import io.tandem.provisioning.rewrite.RewriteRules;
import io.tandem.provisioning.rewrite.UpnRewriteSets;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.sound.DefaultSounds;
import io.tandem.provisioning.sound.SoundFileRecordings;
import io.tandem.provisioning.sound.SoundFiles;
import io.tandem.provisioning.sound.SoundHandles;
import io.tandem.provisioning.sound.SoundSets;
import io.tandem.provisioning.table.Store;

/** Number logic, peering, restrictions and sounds ({@code provisioning.md} §1.13). */
final class NumberResources {
    private NumberResources() {}

    static List<Resource> all(Store store, DefaultSounds sounds, SoundConverter converter) {
        RowResource rewriteRules = RewriteRules.resource(store);
        RowResource headerConditions = HeaderRuleConditions.resource(store);
        RowResource headerActions = HeaderRuleActions.resource(store);
        RowResource headerRules = HeaderRules.resource(store, headerConditions, headerActions);
        RowResource lnpCarriers = LnpCarriers.resource(store);
        RowResource emergencyContainers = EmergencyContainers.resource(store);
        List<Resource> resources = new ArrayList<>(SoundHandles.all(store));
        resources.addAll(List.of(
            rewriteRules,
            RewriteRuleSets.resource(store, rewriteRules),
            new AppliedRewrites(store),
            new UpnRewriteSets(store),
            PeeringGroups.resource(store),
            PeeringServers.resource(store),
            PeeringRules.outbound(store),
            PeeringRules.inbound(store),
            NcosLevels.resource(store),
            NcosPatterns.patterns(store),
            NcosPatterns.carriers(store),
            NcosPatterns.carrierPatterns(store),
            NcosSets.sets(store),
            NcosSets.levels(store),
            lnpCarriers,
            new LnpNumbers(store, lnpCarriers),
            emergencyContainers,
            new EmergencyMappings(store, emergencyContainers),
            HeaderRuleSets.resource(store, headerRules),
            headerRules,
            headerConditions,
            headerActions,
            SoundSets.resource(store, sounds),
            new SoundFiles(store),
            new SoundFileRecordings(store, converter)));
        return resources;
    }
}
