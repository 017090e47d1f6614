package io.tandem.data.tables;

import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.customer.CustomerLocations;
import io.tandem.data.emergency.EmergencyDocuments;
import io.tandem.data.emergency.EmergencyMapping;
import io.tandem.data.forward.Forwards;
import io.tandem.data.header.HeaderRuleSet;
import io.tandem.data.mapping.LocationMapping;
import io.tandem.data.pattern.Wildcard;
import io.tandem.data.peering.Peering;
import io.tandem.data.portability.LnpCarrier;
import io.tandem.data.portability.LnpNumber;
import io.tandem.data.portability.LnpNumbers;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRule;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.RewriteVariables;
import io.tandem.data.rewrite.UpnRewriting;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.sound.SoundSet;
import io.tandem.data.tariff.BillingMappings;
import io.tandem.data.tariff.Tariff;
import io.tandem.data.trust.TrustedSources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CachedCallTablesTest {
    private final Source source = new Source();
    private final CachedCallTables tables = new CachedCallTables(source);

    @AfterEach void close() { tables.close(); }

    @Test void locationMappingsAreReadAgainAfterAChangeToTheirSubscriber() {
        assertThat(tables.locationMappings(5).join()).isEmpty();
        tables.locationMappings(5).join();
        changed(ChangeLog.SUBSCRIBER, "6");
        tables.locationMappings(5).join();
        assertThat(source.reads).hasValue(1);
        changed(ChangeLog.SUBSCRIBER, "5");
        tables.locationMappings(5).join();
        assertThat(source.reads).hasValue(2);
    }

    @Test void whatASubscriberShowsInsteadOfItsNumbersIsReadAgainAfterAChangeToIt() {
        assertThat(tables.upnRewriting(5).join().applied("99")).isEqualTo("5");
        tables.upnRewriting(5).join();
        changed(ChangeLog.SUBSCRIBER, "6");
        tables.upnRewriting(5).join();
        assertThat(source.reads).hasValue(1);
        changed(ChangeLog.SUBSCRIBER, "5");
        tables.upnRewriting(5).join();
        assertThat(source.reads).hasValue(2);
    }

    @Test void aChangedSoundSetChangesThoseThatFallBackOnIt() {
        assertThat(tables.sounds(5).join().file("block_in")).contains(5);
        tables.sounds(5).join();
        assertThat(source.reads).hasValue(1);
        changed(ChangeLog.SOUND_SET, "6");
        tables.sounds(5).join();
        assertThat(source.reads).hasValue(2);
    }

    @Test void aSetIsReadOnceAndAgainAfterAChangeToIt() {
        source.prefix = "43";
        assertThat(rewritten(7)).isEqualTo("431");
        assertThat(tables.rewriteRules(7)).isDone();
        source.prefix = "49";
        changed(ChangeLog.REWRITE_RULE_SET, "8");
        assertThat(rewritten(7)).as("another set has changed").isEqualTo("431");
        changed(ChangeLog.REWRITE_RULE_SET, "7");
        assertThat(rewritten(7)).isEqualTo("491");
        assertThat(source.reads).hasValue(2);
    }

    @Test void aKeyThatIsNoIdAndALostFeedMeanEverything() {
        rewritten(7);
        changed(ChangeLog.REWRITE_RULE_SET, "all");
        rewritten(7);
        tables.onLost();
        rewritten(7);
        assertThat(source.reads).hasValue(3);
    }

    @Test void aFailedReadIsToldAndNotKept() {
        source.failing = true;
        assertThatThrownBy(() -> tables.reseller(1).get()).hasCauseInstanceOf(SQLException.class);
        source.failing = false;
        assertThat(get(tables.reseller(1)).string("concurrent_max")).contains("1");
        assertThat(get(tables.ncosLevel(3))).isEqualTo(NcosLevel.NONE);
    }

    @Test void peersAreReadAgainAfterAChangeToAnyOfThem() {
        get(tables.peering());
        get(tables.peering());
        changed(ChangeLog.PEER_HOST, "4");
        get(tables.peering());
        changed(ChangeLog.PEER_GROUP, "2");
        get(tables.peering());
        assertThat(source.reads).hasValue(3);
    }

    @Test void locationsAreReadAgainAfterAChangeToTheirCustomer() {
        get(tables.locations(5));
        changed(ChangeLog.CUSTOMER, "6");
        get(tables.locations(5));
        changed(ChangeLog.CUSTOMER, "5");
        get(tables.locations(5));
        assertThat(source.reads).hasValue(2);
    }

    @Test void billingMappingsAreReadAgainAfterAChangeToTheirCustomerToAnyProfileOrNetwork() {
        get(tables.billingMappings(5));
        changed(ChangeLog.CUSTOMER, "6");
        get(tables.billingMappings(5));
        assertThat(source.reads).hasValue(1);
        int reads = 1;
        for (String entity : List.of(ChangeLog.CUSTOMER, ChangeLog.BILLING_PROFILE, ChangeLog.BILLING_NETWORK)) {
            changed(entity, "5");
            get(tables.billingMappings(5));
            assertThat(source.reads).as(entity).hasValue(++reads);
        }
    }

    @Test void aTariffIsReadAgainAfterAChangeToItsProfile() {
        get(tables.tariff(5));
        changed(ChangeLog.BILLING_PROFILE, "6");
        get(tables.tariff(5));
        assertThat(source.reads).hasValue(1);
        changed(ChangeLog.BILLING_PROFILE, "5");
        get(tables.tariff(5));
        assertThat(source.reads).hasValue(2);
    }

    @Test void trustedSourcesAreReadAgainAfterAChangeToThoseOfAnySubscriber() {
        get(tables.trustedSources());
        changed(ChangeLog.SUBSCRIBER, "3");
        get(tables.trustedSources());
        changed(ChangeLog.TRUSTED_SOURCE, "3");
        get(tables.trustedSources());
        assertThat(source.reads).hasValue(2);
    }

    @Test void aReadIsKeptThoughSomethingElseChangesMeanwhile() {
        source.gate = new CountDownLatch(1);
        CompletableFuture<Peering> read = tables.peering();
        changed(ChangeLog.SUBSCRIBER, "1");
        source.gate.countDown();
        get(read);
        assertThat(tables.peering()).isDone();
        assertThat(source.reads).hasValue(1);
    }

    @Test void aReadIsNotKeptIfAPeerChangesMeanwhile() {
        source.gate = new CountDownLatch(1);
        CompletableFuture<Peering> read = tables.peering();
        changed(ChangeLog.PEER_HOST, "4");
        source.gate.countDown();
        get(read);
        get(tables.peering());
        assertThat(source.reads).hasValue(2);
    }

    @Test void aNumberIsReadByItselfAndAgainAfterAChangeToAnyCarrier() {
        assertThat(get(tables.lnpNumbers("4312345")).rows()).isEmpty();
        assertThat(tables.lnpNumbers("4312345")).isDone();
        source.prefix = "43";
        changed(ChangeLog.PEER_HOST, "4");
        assertThat(get(tables.lnpNumbers("4312345")).rows()).as("something else has changed").isEmpty();
        changed(ChangeLog.LNP_CARRIER, "9");
        assertThat(get(tables.lnpNumbers("4312345")).rows()).hasSize(1);
        tables.onLost();
        get(tables.lnpNumbers("4312345"));
        assertThat(source.reads).hasValue(3);
    }

    @Test void levelsAndPeersAreReadAgainAfterAChangeToAnyTimeSet() {
        get(tables.ncosLevel(3));
        get(tables.peering());
        changed(ChangeLog.TIME_SET, "9");
        get(tables.ncosLevel(3));
        get(tables.peering());
        assertThat(source.reads).hasValue(4);
    }

    @Test void aSetOfLevelsIsReadAgainAfterAChangeToItself() {
        assertThat(get(tables.ncosSet(3))).containsExactly(3, 2);
        changed(ChangeLog.NCOS_LEVEL, "3");
        get(tables.ncosSet(3));
        changed(ChangeLog.NCOS_SET, "3");
        get(tables.ncosSet(3));
        assertThat(source.reads).hasValue(2);
    }

    @Test void emergencyMappingsAreKeptAndDocumentsAreReadEachTime() {
        assertThat(get(tables.emergencyMappings(5)).get("112").number()).isEqualTo("E1125");
        get(tables.emergencyMappings(5));
        assertThat(source.reads).hasValue(1);
        changed(ChangeLog.EMERGENCY_CONTAINER, "5");
        get(tables.emergencyMappings(5));
        assertThat(source.reads).hasValue(2);
        get(tables.emergencyDocuments(1, 2));
        get(tables.emergencyDocuments(1, 2));
        assertThat(source.reads).hasValue(4);
    }

    @Test void headerRulesAreReadOnceAndAgainAfterAChangeToAnySetOfTheirOwner() {
        get(tables.headerRules(5));
        get(tables.headerRulesOf(7));
        get(tables.headerRules(5));
        get(tables.headerRulesOf(7));
        assertThat(source.reads).hasValue(2);
        changed(ChangeLog.HEADER_RULE_SET, "6");
        get(tables.headerRules(5));
        assertThat(source.reads).hasValue(2);
        get(tables.headerRulesOf(7));
        assertThat(source.reads).hasValue(3);
        changed(ChangeLog.HEADER_RULE_SET, "5");
        get(tables.headerRules(5));
        get(tables.headerRulesOf(7));
        assertThat(source.reads).hasValue(5);
    }

    @Test void forwardsAreReadAgainAfterAChangeToTheirSubscriberAndToNobodyElse() {
        get(tables.forwards(7));
        changed(ChangeLog.SUBSCRIBER, "8");
        get(tables.forwards(7));
        assertThat(source.reads).hasValue(1);
        changed(ChangeLog.SUBSCRIBER, "7");
        get(tables.forwards(7));
        assertThat(source.reads).hasValue(2);
        changed(ChangeLog.SUBSCRIBER, "all");
        get(tables.forwards(7));
        tables.onLost();
        get(tables.forwards(7));
        assertThat(source.reads).hasValue(4);
    }

    @Test void slotsAreReadEachTime() {
        assertThat(get(tables.speedDial(7, "*1"))).contains("sip:71@example.org");
        get(tables.speedDial(7, "*1"));
        assertThat(source.reads).hasValue(2);
    }

    private String rewritten(int set) { return get(tables.rewriteRules(set)).rewrite(RewriteList.CALLEE_IN, "1", RewriteVariables.NONE); }

    private void changed(String entity, String key) { tables.onChanges(List.of(new Change(1, entity, key))); }

    private static <T> T get(CompletableFuture<T> future) { return future.orTimeout(5, TimeUnit.SECONDS).join(); }

    private static final class Source implements TableSource {
        final AtomicInteger reads = new AtomicInteger();
        volatile String prefix = "";
        volatile boolean failing;
        volatile CountDownLatch gate = new CountDownLatch(0);

        @Override public RewriteRuleSet rewriteRules(int setId) {
            reads.incrementAndGet();
            return new RewriteRuleSet(Map.of(RewriteList.CALLEE_IN, List.of(new RewriteRule("^(\\d)$", prefix + "\\1"))));
        }

        @Override public HeaderRuleSet headerRules(int setId) {
            reads.incrementAndGet();
            return HeaderRuleSet.NONE;
        }

        @Override public SoundSet sounds(int setId) {
            reads.incrementAndGet();
            return new SoundSet(Map.of("block_in", setId));
        }

        @Override public HeaderRuleSet headerRulesOf(int subscriber) {
            reads.incrementAndGet();
            return HeaderRuleSet.NONE;
        }

        @Override public NcosLevel ncosLevel(int id) {
            reads.incrementAndGet();
            return NcosLevel.NONE;
        }

        @Override public CustomerLocations locations(int customerId) {
            reads.incrementAndGet();
            return CustomerLocations.NONE;
        }

        @Override public TrustedSources trustedSources() {
            reads.incrementAndGet();
            return TrustedSources.NONE;
        }

        @Override public Peering peering() throws SQLException {
            reads.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException(e);
            }
            return Peering.NONE;
        }

        @Override public Map<String, EmergencyMapping> emergencyMappings(int container) {
            reads.incrementAndGet();
            return Map.of("112", new EmergencyMapping("112", "E", Integer.toString(container)));
        }

        @Override public EmergencyDocuments emergencyDocuments(int subscriber, int domain) {
            reads.incrementAndGet();
            return EmergencyDocuments.NONE;
        }

        @Override public Forwards forwards(int subscriber) {
            reads.incrementAndGet();
            return new Forwards(List.of(), ZoneId.of("UTC"));
        }

        @Override public UpnRewriting upnRewriting(int subscriber) {
            reads.incrementAndGet();
            return new UpnRewriting(List.of(new UpnRewriting.Set("" + subscriber, List.of(new Wildcard("9*")))));
        }

        @Override public List<LocationMapping> locationMappings(int subscriber) {
            reads.incrementAndGet();
            return List.of();
        }

        @Override public Optional<String> speedDial(int subscriber, String slot) {
            reads.incrementAndGet();
            return Optional.of("sip:" + subscriber + slot.substring(1) + "@example.org");
        }

        @Override public Optional<Tariff> tariff(int profile) {
            reads.incrementAndGet();
            return Optional.empty();
        }

        @Override public BillingMappings billingMappings(int contract) {
            reads.incrementAndGet();
            return BillingMappings.NONE;
        }

        @Override public List<Integer> ncosSet(int id) {
            reads.incrementAndGet();
            return List.of(id, 2);
        }

        @Override public LnpNumbers lnpNumbers(String number) {
            reads.incrementAndGet();
            LnpCarrier carrier = new LnpCarrier(9, "nine", "D9", false, false);
            return prefix.isEmpty() ? LnpNumbers.NONE
                    : new LnpNumbers(List.of(new LnpNumber(1, prefix, Optional.empty(), "", Optional.empty(), Optional.empty(), carrier)));
        }

        @Override public Preferences reseller(int id) throws SQLException {
            if (failing) throw new SQLException("connection lost");
            return new Preferences(Map.of("concurrent_max", List.of(Integer.toString(id))));
        }
    }
}
