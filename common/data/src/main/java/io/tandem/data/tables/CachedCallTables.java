package io.tandem.data.tables;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;

import javax.sql.DataSource;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeFeed;
import io.tandem.data.change.ChangeListener;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.coherence.CoherentReads;
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

/** Tables of the database, each read when a call first needs it and again after a change to it. Futures fail as those of
 * {@link io.tandem.data.snapshot.Directory}. */
public final class CachedCallTables implements CallTables, ChangeListener, AutoCloseable {
    private static final int CONCURRENT_READS = 2;
    private static final int WAITING_READS = 10_000;
    /** Peers and trusted sources are few and chosen among all of them, so that they are one object each. */
    private static final int ALL = 0;
    /** Numbers whose carrier is remembered, those that are at none among them; the table may have millions. */
    private static final int NUMBERS = 100_000;
    /** Subscribers of whom is remembered which header rules they own, most of them none. */
    private static final int OWNERS = 100_000;
    private static final int FORWARDERS = 100_000;
    private static final int CUSTOMERS = 100_000;
    private static final Set<String> BILLING = Set.of(ChangeLog.BILLING_PROFILE, ChangeLog.BILLING_NETWORK);
    /** A contact's time zone is told to nobody. */
    private static final Duration ZONE_HOLDS = Duration.ofMinutes(5);

    private final CoherentReads reads = new CoherentReads(CONCURRENT_READS, WAITING_READS);
    private final Table<RewriteRuleSet> rewrites;
    private final Table<NcosLevel> levels;
    private final Table<List<Integer>> levelSets;
    private final Table<Preferences> resellers;
    private final Table<Map<String, EmergencyMapping>> emergencies;
    private final Table<CustomerLocations> locations;
    private final Table<TrustedSources> trusted;
    private final Table<Peering> peering;
    private final Table<HeaderRuleSet> headers;
    private final Table<SoundSet> sounds;
    private final Table<Optional<Tariff>> tariffs;
    private final Table<BillingMappings> billing;
    private final Cache<Integer, HeaderRuleSet> ownHeaders = Caffeine.newBuilder().maximumSize(OWNERS).build();
    private final Cache<String, LnpNumbers> numbers = Caffeine.newBuilder().maximumSize(NUMBERS).build();
    /** Subscribers change all the time: that must not keep other tables from being kept. */
    private final CoherentReads forwardReads = new CoherentReads(CONCURRENT_READS, WAITING_READS);
    private final Cache<Integer, Forwards> forwards = Caffeine.newBuilder().maximumSize(FORWARDERS).expireAfterWrite(ZONE_HOLDS).build();
    private final Cache<Integer, List<LocationMapping>> mappings = Caffeine.newBuilder().maximumSize(FORWARDERS).build();
    private final Cache<Integer, UpnRewriting> upns = Caffeine.newBuilder().maximumSize(FORWARDERS).build();
    private final TableSource source;
    private final List<Table<?>> all;

    CachedCallTables(TableSource source) {
        this.source = source;
        rewrites = new Table<>(source::rewriteRules, Integer::parseInt, ChangeLog.REWRITE_RULE_SET);
        levels = new Table<>(source::ncosLevel, Integer::parseInt, ChangeLog.NCOS_LEVEL);
        levelSets = new Table<>(source::ncosSet, Integer::parseInt, ChangeLog.NCOS_SET);
        resellers = new Table<>(source::reseller, Integer::parseInt, ChangeLog.RESELLER);
        emergencies = new Table<>(source::emergencyMappings, Integer::parseInt, ChangeLog.EMERGENCY_CONTAINER);
        locations = new Table<>(source::locations, Integer::parseInt, ChangeLog.CUSTOMER);
        trusted = new Table<>(_ -> source.trustedSources(), _ -> ALL, ChangeLog.TRUSTED_SOURCE);
        peering = new Table<>(_ -> source.peering(), _ -> ALL, ChangeLog.PEER_GROUP, ChangeLog.PEER_HOST, ChangeLog.TIME_SET);
        headers = new Table<>(source::headerRules, Integer::parseInt, ChangeLog.HEADER_RULE_SET);
        sounds = new Table<>(source::sounds, Integer::parseInt, ChangeLog.SOUND_SET);
        tariffs = new Table<>(source::tariff, Integer::parseInt, ChangeLog.BILLING_PROFILE);
        billing = new Table<>(CUSTOMERS, source::billingMappings, Integer::parseInt, ChangeLog.CUSTOMER);
        all = List.of(tariffs, billing, headers, sounds, rewrites, levels, levelSets, resellers, emergencies, locations, trusted, peering);
    }

    /** Tables of the local replica, kept up to date by the feed. Close it before the pool. */
    public static CachedCallTables open(DataSource dataSource, ChangeFeed feed) {
        CachedCallTables tables = new CachedCallTables(new JdbcTableSource(dataSource));
        feed.subscribe(tables);
        return tables;
    }

    @Override public CompletableFuture<RewriteRuleSet> rewriteRules(int setId) { return rewrites.get(setId); }

    @Override public CompletableFuture<NcosLevel> ncosLevel(int id) { return levels.get(id); }

    @Override public CompletableFuture<List<Integer>> ncosSet(int id) { return levelSets.get(id); }

    @Override public CompletableFuture<Preferences> reseller(int id) { return resellers.get(id); }

    @Override public CompletableFuture<CustomerLocations> locations(int customerId) { return locations.get(customerId); }

    @Override public CompletableFuture<TrustedSources> trustedSources() { return trusted.get(ALL); }

    @Override public CompletableFuture<Peering> peering() { return peering.get(ALL); }

    @Override public CompletableFuture<HeaderRuleSet> headerRules(int setId) { return headers.get(setId); }

    @Override public CompletableFuture<HeaderRuleSet> headerRulesOf(int subscriber) {
        HeaderRuleSet known = ownHeaders.getIfPresent(subscriber);
        return known != null ? CompletableFuture.completedFuture(known)
                : reads.once(new Owner(subscriber), () -> source.headerRulesOf(subscriber), read -> ownHeaders.put(subscriber, read));
    }

    @Override public CompletableFuture<SoundSet> sounds(int setId) { return sounds.get(setId); }

    @Override public CompletableFuture<LnpNumbers> lnpNumbers(String number) {
        LnpNumbers known = numbers.getIfPresent(number);
        return known != null ? CompletableFuture.completedFuture(known)
                : reads.once(new Ported(number), () -> source.lnpNumbers(number), read -> numbers.put(number, read));
    }

    @Override public CompletableFuture<Map<String, EmergencyMapping>> emergencyMappings(int container) { return emergencies.get(container); }

    @Override public CompletableFuture<EmergencyDocuments> emergencyDocuments(int subscriber, int domain) {
        return reads.once(new Emergency(subscriber, domain), () -> source.emergencyDocuments(subscriber, domain), _ -> { });
    }

    @Override public CompletableFuture<Forwards> forwards(int subscriber) {
        Forwards known = forwards.getIfPresent(subscriber);
        return known != null ? CompletableFuture.completedFuture(known)
                : forwardReads.once(subscriber, () -> source.forwards(subscriber), read -> forwards.put(subscriber, read));
    }

    @Override public CompletableFuture<List<LocationMapping>> locationMappings(int subscriber) {
        List<LocationMapping> known = mappings.getIfPresent(subscriber);
        return known != null ? CompletableFuture.completedFuture(known)
                : forwardReads.once(new Mapped(subscriber), () -> source.locationMappings(subscriber), read -> mappings.put(subscriber, read));
    }

    @Override public CompletableFuture<UpnRewriting> upnRewriting(int subscriber) {
        UpnRewriting known = upns.getIfPresent(subscriber);
        return known != null ? CompletableFuture.completedFuture(known)
                : forwardReads.once(new Provided(subscriber), () -> source.upnRewriting(subscriber), read -> upns.put(subscriber, read));
    }

    @Override public CompletableFuture<Optional<String>> speedDial(int subscriber, String slot) {
        return reads.once(new Slot(subscriber, slot), () -> source.speedDial(subscriber, slot), _ -> { });
    }

    @Override public CompletableFuture<Optional<Tariff>> tariff(int profile) { return tariffs.get(profile); }

    @Override public CompletableFuture<BillingMappings> billingMappings(int contract) { return billing.get(contract); }

    /** Of changes to anything else nothing is forgotten: else a read of many peers would never be kept while subscribers are provisioned. */
    @Override public void onChanges(List<Change> changes) {
        forget(changes.stream().filter(change -> change.entity().equals(ChangeLog.SUBSCRIBER)).map(Change::key).toList());
        List<Change> ours = changes.stream().filter(change -> all.stream().anyMatch(table -> table.isOf(change))).toList();
        boolean ported = changes.stream().anyMatch(change -> change.entity().equals(ChangeLog.LNP_CARRIER));
        boolean billed = changes.stream().anyMatch(change -> BILLING.contains(change.entity()));
        boolean timed = changes.stream().anyMatch(change -> change.entity().equals(ChangeLog.TIME_SET));
        if (ours.isEmpty() && !ported && !billed) return;
        reads.forget(() -> {
            for (Change change : ours) {
                all.stream().filter(table -> table.isOf(change)).forEach(table -> table.forget(change.key()));
            }
            if (ours.stream().anyMatch(change -> change.entity().equals(ChangeLog.HEADER_RULE_SET))) ownHeaders.invalidateAll(); // any may be whose it is
            if (ours.stream().anyMatch(change -> change.entity().equals(ChangeLog.SOUND_SET))) sounds.rows.invalidateAll(); // others fall back on it
            if (billed) billing.rows.invalidateAll(); // they hold what profiles are and which networks there are
            if (timed) levels.rows.invalidateAll(); // they hold the sets
            if (ported) numbers.invalidateAll(); // a carrier's new number may be any that had none
        });
    }

    private void forget(List<String> subscribers) {
        if (subscribers.isEmpty()) return;
        forwardReads.forget(() -> {
            for (String key : subscribers) {
                if (isId(key)) {
                    forwards.invalidate(Integer.valueOf(key));
                    mappings.invalidate(Integer.valueOf(key));
                    upns.invalidate(Integer.valueOf(key));
                } else {
                    forgetForwards();
                }
            }
        });
    }

    private void forgetForwards() {
        forwards.invalidateAll();
        mappings.invalidateAll();
        upns.invalidateAll();
    }

    /** A key that is no id can mean anything. */
    private static boolean isId(String key) { return key.matches("\\d{1,9}"); }

    @Override public void onLost() {
        forwardReads.forget(this::forgetForwards);
        reads.forget(() -> {
            all.forEach(table -> table.rows.invalidateAll());
            numbers.invalidateAll();
            ownHeaders.invalidateAll();
        });
    }

    @Override public void close() {
        reads.close();
        forwardReads.close();
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(int id) throws SQLException;
    }

    private record Key(Table<?> table, int id) {}

    private record Owner(int subscriber) {}

    private record Mapped(int subscriber) {}

    private record Provided(int subscriber) {}

    private record Ported(String number) {}

    private record Slot(int subscriber, String slot) {}

    private record Emergency(int subscriber, int domain) {}

    /** The objects of entities of the change log. */
    private final class Table<T> {
        private static final int ROWS = 10_000;

        private final Reader<T> reader;
        private final ToIntFunction<String> idOfKey;
        private final Set<String> entities;
        private final Cache<Integer, T> rows;

        /** @param idOfKey the object that a change with this key, a number, is of */
        Table(Reader<T> reader, ToIntFunction<String> idOfKey, String... entities) { this(ROWS, reader, idOfKey, entities); }

        Table(int size, Reader<T> reader, ToIntFunction<String> idOfKey, String... entities) {
            this.rows = Caffeine.newBuilder().maximumSize(size).build();
            this.reader = reader;
            this.idOfKey = idOfKey;
            this.entities = Set.of(entities);
        }

        CompletableFuture<T> get(int id) {
            T known = rows.getIfPresent(id);
            return known != null ? CompletableFuture.completedFuture(known)
                    : reads.once(new Key(this, id), () -> reader.read(id), read -> rows.put(id, read));
        }

        boolean isOf(Change change) { return entities.contains(change.entity()); }

        void forget(String key) {
            if (isId(key)) rows.invalidate(idOfKey.applyAsInt(key));
            else rows.invalidateAll();
        }
    }
}
