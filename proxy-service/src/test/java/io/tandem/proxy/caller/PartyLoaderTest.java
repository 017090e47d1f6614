package io.tandem.proxy.caller;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.RewriteVariables;
import io.tandem.data.rewrite.UpnRewriting;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.sound.SoundSet;
import io.tandem.data.tables.CallTables;
import io.tandem.data.tariff.BillingMappings;
import io.tandem.data.tariff.Tariff;
import io.tandem.data.trust.TrustedSources;
import io.tandem.proxy.identity.Somebody;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PartyLoaderTest {
    /** Levels are named after their ids; rules put the id of their set before a number. */
    private static final CallTables TABLES = new CallTables() {
        @Override public CompletionStage<Optional<Tariff>> tariff(int profile) {
            throw new AssertionError("no prices here");
        }

        @Override public CompletionStage<BillingMappings> billingMappings(int contract) {
            throw new AssertionError("no prices here");
        }

        @Override public CompletionStage<HeaderRuleSet> headerRules(int setId) {
            throw new AssertionError("no headers here");
        }

        @Override public CompletionStage<SoundSet> sounds(int setId) {
            throw new AssertionError("no sounds here");
        }

        @Override public CompletionStage<HeaderRuleSet> headerRulesOf(int subscriber) {
            throw new AssertionError("no headers here");
        }

        @Override public CompletionStage<RewriteRuleSet> rewriteRules(int setId) {
            return CompletableFuture.completedFuture(new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^(.*)$", setId + "-\\1")))));
        }

        @Override public CompletionStage<NcosLevel> ncosLevel(int id) {
            return id == 99 ? CompletableFuture.failedFuture(new IllegalStateException("database away"))
                    : CompletableFuture.completedFuture(new NcosLevel(Integer.toString(id), false, false, false, List.of(), List.of()));
        }

        @Override public CompletionStage<List<Integer>> ncosSet(int id) {
            return CompletableFuture.completedFuture(List.of(id * 10 + 1, id * 10 + 2));
        }

        @Override public CompletionStage<Preferences> reseller(int id) {
            return CompletableFuture.completedFuture(Somebody.preferences("concurrent_max=" + id));
        }

        @Override public CompletionStage<CustomerLocations> locations(int customerId) {
            throw new AssertionError("settings are those of no place");
        }

        @Override public CompletionStage<TrustedSources> trustedSources() {
            throw new AssertionError("who calls is known");
        }

        @Override public CompletionStage<Peering> peering() {
            throw new AssertionError("a subscriber needs no peers");
        }

        @Override public CompletionStage<Map<String, EmergencyMapping>> emergencyMappings(int container) {
            throw new AssertionError("no emergency");
        }

        @Override public CompletionStage<EmergencyDocuments> emergencyDocuments(int subscriber, int domain) {
            throw new AssertionError("no emergency");
        }

        @Override public CompletionStage<Forwards> forwards(int subscriber) {
            return CompletableFuture.completedFuture(new Forwards(List.of(), ZoneId.of("Asia/Tokyo")));
        }

        @Override public CompletionStage<UpnRewriting> upnRewriting(int subscriber) {
            throw new AssertionError("nobody has such a set");
        }

        @Override public CompletionStage<List<LocationMapping>> locationMappings(int subscriber) {
            throw new AssertionError("no mappings here");
        }

        @Override public CompletionStage<Optional<String>> speedDial(int subscriber, String slot) {
            throw new AssertionError("nobody dials");
        }

        @Override public CompletionStage<LnpNumbers> lnpNumbers(String number) {
            throw new AssertionError("nobody is called");
        }
    };

    private static CompletableFuture<PartySnapshot> caller(String own, String customer) {
        return new PartyLoader(TABLES).caller(Somebody.alice(Somebody.preferences(own), Somebody.preferences(customer))).toCompletableFuture();
    }

    @Test void levelsOfAdministratorsComeFirstAndTheCustomersBeforeTheUsers() {
        PartySnapshot snapshot = caller("ncos_id=4;adm_ncos_id=2", "ncos_id=3;adm_ncos_id=1").join();
        assertThat(snapshot.ncos()).extracting(restriction -> restriction.level().name()).containsExactly("1", "2", "3", "4");
        assertThat(snapshot.ncos()).extracting(Restriction::byAdministrator).containsExactly(true, true, false, false);
        assertThat(snapshot.describe()).contains("NCOS: 1, 2, 3, 4", "reseller: 1 set", "no rewrite rules");
    }

    @Test void forwardsAreReadOnlyOfWhoHasSome() {
        PartyLoader loader = new PartyLoader(TABLES);
        assertThat(loader.forwards(Somebody.alice(Somebody.preferences("ringtimeout=20"), Preferences.NONE)).toCompletableFuture())
                .isCompletedWithValue(Forwards.NONE);
        assertThat(loader.forwards(Somebody.alice(Somebody.preferences("cfna=7"), Preferences.NONE)).toCompletableFuture().join().zone())
                .isEqualTo(ZoneId.of("Asia/Tokyo"));
    }

    @Test void eachLevelIsFollowedByTheLevelsOfItsSet() {
        PartySnapshot snapshot = caller("ncos_id=4;adm_ncos_id=2;adm_ncos_set_id=6;ncos_set_id=8", "adm_ncos_set_id=5;ncos_set_id=7;ncos_id=3").join();
        assertThat(snapshot.describe()).contains("NCOS: 51, 52, 2, 61, 62, 3, 71, 72, 4, 81, 82");
    }

    @Test void whoForwardsIsRestrictedByItsLevelsForForwardsToo() {
        String own = "ncos_id=4;adm_cf_ncos_id=1;adm_cf_ncos_set_id=9";
        assertThat(caller(own, "").join().describe()).contains("NCOS: 4");
        PartySnapshot forwarder = new PartyLoader(TABLES).forwarder(Somebody.alice(Somebody.preferences(own), Preferences.NONE)).toCompletableFuture().join();
        assertThat(forwarder.describe()).contains("NCOS: 1, 91, 92, 4");
        assertThat(forwarder.ncos()).extracting(Restriction::byAdministrator).containsExactly(true, true, true, false);
    }

    @Test void rulesAreThoseOfThePreferenceAndNoneWithout() {
        assertThat(caller("rewrite_rule_set=5", "").join().rewrite(RewriteList.CALLEE_IN, "112", () -> RewriteVariables.NONE)).isEqualTo("5-112");
        assertThat(caller("", "rewrite_rule_set=5").join().rewrite(RewriteList.CALLEE_IN, "112", () -> {
            throw new AssertionError("no rules, no variables");
        })).isEqualTo("112");
    }

    @Test void aTableThatCannotBeReadFailsTheCallInsteadOfLettingItPass() {
        assertThatThrownBy(() -> caller("ncos_id=99", "").join()).hasRootCauseMessage("database away");
    }
}
