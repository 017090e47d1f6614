package io.tandem.proxy.ladder;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import io.tandem.data.credit.CreditRequest;
import io.tandem.data.customer.CustomerLocations;
import io.tandem.data.emergency.EmergencyDocuments;
import io.tandem.data.emergency.EmergencyMapping;
import io.tandem.data.forward.Forwards;
import io.tandem.data.header.HeaderRuleSet;
import io.tandem.data.mailbox.MailboxState;
import io.tandem.data.mapping.LocationMapping;
import io.tandem.data.peering.Peering;
import io.tandem.data.portability.LnpNumber;
import io.tandem.data.portability.LnpNumbers;
import io.tandem.data.queue.QueuedCall;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.UpnRewriting;
import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.Domain;
import io.tandem.data.snapshot.E164Number;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.data.sound.SoundSet;
import io.tandem.data.tables.CallTables;
import io.tandem.data.tariff.Affordable;
import io.tandem.data.tariff.BillingMappings;
import io.tandem.data.tariff.Tariff;
import io.tandem.data.trust.TrustedSources;
import io.tandem.proxy.credit.CreditOffice;
import io.tandem.proxy.dns.Dns;
import io.tandem.proxy.dns.NamingRecord;
import io.tandem.proxy.dns.ServiceRecord;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.ClosedFlow;
import io.tandem.proxy.location.KeepAlive;
import io.tandem.proxy.location.KeepAliveShards;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.location.Refreshed;
import io.tandem.proxy.loop.LoopDetector;
import io.tandem.proxy.media.CallQuality;
import io.tandem.proxy.media.MediaCommand;
import io.tandem.proxy.media.MediaRelay;
import io.tandem.proxy.media.MediaRelayException;
import io.tandem.proxy.message.Silo;
import io.tandem.proxy.message.StoredMessage;
import io.tandem.proxy.number.Subscribers;
import io.tandem.proxy.queue.WaitingLines;
import io.tandem.proxy.regevent.RegistrationNews;
import io.tandem.proxy.upstream.UpstreamState;
import io.tandem.proxy.upstream.UpstreamStore;
import io.tandem.proxy.vsc.DialledNumbers;
import io.tandem.sip.message.SipMessage;

/** Stores and a media relay in memory. */
final class Fakes {
    private Fakes() {}

    static final class Accounts implements Subscribers {
        private final List<Subscriber> all = new ArrayList<>();
        private int lastId;

        Subscriber add(String username, String number, Map<String, List<String>> preferences) {
            return add(username, number, SubscriberStatus.ACTIVE, preferences, List.of());
        }

        Subscriber add(String username, String number, SubscriberStatus status, Map<String, List<String>> preferences, List<Alias> more) {
            return add(username, number, status, preferences, Map.of(), more);
        }

        Subscriber add(String username, String number, SubscriberStatus status, Map<String, List<String>> preferences,
                       Map<String, List<String>> customer, List<Alias> more) {
            List<Alias> aliases = new ArrayList<>(more);
            aliases.add(new Alias(number, true, false, Optional.empty()));
            int id = all.stream().filter(known -> known.username().equals(username)).findFirst().map(Subscriber::id).orElseGet(() -> ++lastId);
            Subscriber subscriber = new Subscriber(id, "uuid-" + username, username, "example.org", 1, 1, "secret-" + username,
                    7, Optional.empty(), Optional.empty(), status,
                    Optional.of(new E164Number(number.substring(0, 2), number.substring(2, 4), number.substring(4))), aliases,
                    new Preferences(preferences), new Preferences(customer));
            all.removeIf(known -> known.username().equals(username));
            all.add(subscriber);
            return subscriber;
        }

        @Override public CompletionStage<Optional<Subscriber>> byUsername(String username, String domain) {
            return found(all.stream().filter(one -> one.username().equals(username) && one.domain().equalsIgnoreCase(domain)).findFirst());
        }

        @Override public CompletionStage<Optional<Subscriber>> byAlias(String alias, String domain) {
            return found(all.stream().filter(one -> one.alias(alias).isPresent() && one.domain().equalsIgnoreCase(domain)).findFirst());
        }

        @Override public CompletionStage<Optional<Subscriber>> byNumber(String digits) {
            return found(all.stream().filter(one -> one.alias(digits).isPresent()).findFirst());
        }

        @Override public CompletionStage<Optional<Subscriber>> byBaseNumber(String digits) {
            return found(all.stream().filter(one -> one.baseOf(digits).isPresent())
                    .max(Comparator.comparingInt(one -> one.baseOf(digits).orElseThrow().length())));
        }

        @Override public CompletionStage<Optional<Subscriber>> byUuid(String uuid) {
            return found(all.stream().filter(one -> one.uuid().equals(uuid)).findFirst());
        }

        @Override public CompletionStage<Optional<Domain>> domain(String name) {
            return CompletableFuture.completedFuture(name.equalsIgnoreCase("example.org")
                    ? Optional.of(new Domain(1, "example.org", 1, Preferences.NONE)) : Optional.empty());
        }

        private static CompletionStage<Optional<Subscriber>> found(Optional<Subscriber> subscriber) {
            return CompletableFuture.completedFuture(subscriber);
        }
    }

    static final class Lines implements WaitingLines {
        /** UUIDs of those whose calls have to wait. */
        final Set<String> taken = new HashSet<>();
        final List<QueuedCall> asked = new ArrayList<>();

        @Override public CompletionStage<Boolean> isTaken(QueuedCall call) {
            asked.add(call);
            return CompletableFuture.completedFuture(taken.contains(call.owner()));
        }
    }

    static final class Dialled implements DialledNumbers {
        final Map<String, String> last = new HashMap<>();

        @Override public void note(String uuid, String dialled) {
            last.put(uuid, dialled);
        }

        @Override public CompletionStage<Optional<String>> last(String uuid) {
            return CompletableFuture.completedFuture(Optional.ofNullable(last.get(uuid)));
        }
    }

    static final class Mailboxes implements io.tandem.proxy.mwi.Mailboxes {
        final Map<Integer, MailboxState> states = new HashMap<>();
        final Map<Integer, Claim> told = new HashMap<>();
        final List<Long> claimed = new ArrayList<>();
        long position;
        boolean away;

        @Override public CompletionStage<Optional<MailboxState>> state(int subscriber) {
            return away ? CompletableFuture.failedFuture(new IllegalStateException("MySQL is away"))
                    : CompletableFuture.completedFuture(Optional.ofNullable(states.get(subscriber)));
        }

        /** The first who knows better gets it. */
        @Override public CompletionStage<Boolean> claim(Claim claim) {
            Claim before = told.get(claim.subscriber());
            if (before != null && !claim.anew() && before.change() >= claim.change()) {
                return CompletableFuture.completedFuture(false);
            }
            told.put(claim.subscriber(), claim);
            claimed.add(claim.change());
            return CompletableFuture.completedFuture(before == null || !before.state().equals(claim.state()));
        }

        @Override public CompletionStage<Suspects> suspects() {
            return away ? CompletableFuture.failedFuture(new IllegalStateException("MySQL is away"))
                    : CompletableFuture.completedFuture(new Suspects(position, List.copyOf(states.keySet())));
        }
    }

    /** Permits so many calls of a kind. */
    static final class Loops implements LoopDetector {
        private final Map<String, Integer> calls = new HashMap<>();
        int max = Integer.MAX_VALUE;

        @Override public CompletionStage<Boolean> count(String call) {
            return CompletableFuture.completedFuture(calls.merge(call, 1, Integer::sum) > max);
        }

        @Override public CompletionStage<Boolean> look(String call) {
            return CompletableFuture.completedFuture(calls.getOrDefault(call, 0) + 1 > max);
        }
    }

    /** Rules and levels by id; none where nothing was put. */
    /** The DNS of a test that has one. */
    static final class Names implements Dns {
        Optional<Dns> dns = Optional.empty();

        private Dns dns() {
            return dns.orElseThrow(() -> new AssertionError("no name is looked up"));
        }

        @Override public CompletionStage<List<InetAddress>> hosts(String name) {
            return dns().hosts(name);
        }

        @Override public CompletionStage<List<InetAddress>> addresses(String name) {
            return dns().addresses(name);
        }

        @Override public CompletionStage<List<ServiceRecord>> services(String name) {
            return dns().services(name);
        }

        @Override public CompletionStage<List<NamingRecord>> naming(String name) {
            return dns().naming(name);
        }
    }

    /** Purses by customer; what a call may cost is taken out at once. */
    static final class Credit implements CreditOffice {
        final Map<Long, BigDecimal> cash = new HashMap<>();
        final List<CreditRequest> asked = new ArrayList<>();
        /** What is set aside and not settled: cents by reservation. */
        final Map<String, BigDecimal> held = new HashMap<>();
        final List<String> answered = new ArrayList<>();
        boolean away;
        /** Does all instead, and is waited for. */
        Optional<CreditOffice> real = Optional.empty();

        @Override public CompletionStage<Affordable> reserve(CreditRequest request) {
            if (real.isPresent()) {
                return CompletableFuture.completedFuture(real.get().reserve(request).toCompletableFuture().join());
            }
            if (away) {
                return CompletableFuture.failedFuture(new SQLException("database away"));
            }
            asked.add(request);
            List<Affordable> parts = affordable(request);
            for (int i = 0; i < parts.size(); i++) {
                cash.merge(request.contract(), parts.get(i).cash(), BigDecimal::subtract);
                if (parts.get(i).costs()) {
                    held.put(request.reservations().get(i), parts.get(i).cash());
                }
            }
            return CompletableFuture.completedFuture(Affordable.together(parts));
        }

        @Override public CompletionStage<Affordable> look(CreditRequest request) {
            return CompletableFuture.completedFuture(Affordable.together(affordable(request)));
        }

        @Override public void answered(String reservation) {
            answered.add(reservation);
            real.ifPresent(office -> office.answered(reservation));
        }

        @Override public void release(String reservation) {
            if (real.isPresent()) {
                real.get().release(reservation);
                return;
            }
            BigDecimal back = held.remove(reservation);
            long payer = asked.stream().filter(request -> request.reservations().contains(reservation)).findFirst().orElseThrow().contract();
            if (back != null) {
                cash.merge(payer, back, BigDecimal::add);
            }
        }

        private List<Affordable> affordable(CreditRequest request) {
            return request.affordable(cash.getOrDefault(request.contract(), BigDecimal.ZERO), 0);
        }
    }

    static final class Tables implements CallTables {
        final Map<Integer, RewriteRuleSet> rewrites = new HashMap<>();
        final Map<Integer, UpnRewriting> upns = new HashMap<>();
        final Map<Integer, NcosLevel> levels = new HashMap<>();
        final Map<Integer, List<Integer>> levelSets = new HashMap<>();
        final Map<Integer, Map<String, EmergencyMapping>> emergencies = new HashMap<>();
        final Map<Integer, Forwards> forwards = new HashMap<>();
        final List<Integer> forwardReads = new ArrayList<>();
        Optional<CompletableFuture<Forwards>> pendingForwards = Optional.empty();
        final Map<String, String> speedDials = new HashMap<>();
        EmergencyDocuments documents = EmergencyDocuments.NONE;
        final List<LnpNumber> lnp = new ArrayList<>();
        Peering peering = Peering.NONE;
        CustomerLocations locations = CustomerLocations.NONE;
        TrustedSources trusted = TrustedSources.NONE;
        Preferences reseller = Preferences.NONE;
        final Map<Integer, List<LocationMapping>> mappings = new HashMap<>();
        final Map<Integer, SoundSet> sounds = new HashMap<>();
        final Map<Integer, HeaderRuleSet> headers = new HashMap<>();
        final Map<Integer, HeaderRuleSet> ownHeaders = new HashMap<>();
        final Map<Integer, Tariff> tariffs = new HashMap<>();
        final Map<Integer, BillingMappings> billing = new HashMap<>();

        @Override public CompletionStage<Optional<Tariff>> tariff(int profile) {
            return CompletableFuture.completedFuture(Optional.ofNullable(tariffs.get(profile)));
        }

        @Override public CompletionStage<BillingMappings> billingMappings(int contract) {
            return CompletableFuture.completedFuture(billing.getOrDefault(contract, BillingMappings.NONE));
        }

        @Override public CompletionStage<HeaderRuleSet> headerRules(int setId) {
            return CompletableFuture.completedFuture(headers.getOrDefault(setId, HeaderRuleSet.NONE));
        }

        @Override public CompletionStage<SoundSet> sounds(int setId) {
            return CompletableFuture.completedFuture(sounds.getOrDefault(setId, SoundSet.NONE));
        }

        @Override public CompletionStage<HeaderRuleSet> headerRulesOf(int subscriber) {
            return CompletableFuture.completedFuture(ownHeaders.getOrDefault(subscriber, HeaderRuleSet.NONE));
        }

        @Override public CompletionStage<Map<String, EmergencyMapping>> emergencyMappings(int container) {
            return CompletableFuture.completedFuture(emergencies.getOrDefault(container, Map.of()));
        }

        @Override public CompletionStage<EmergencyDocuments> emergencyDocuments(int subscriber, int domain) {
            return CompletableFuture.completedFuture(documents);
        }

        @Override public CompletionStage<Forwards> forwards(int subscriber) {
            forwardReads.add(subscriber);
            return pendingForwards.isPresent() ? pendingForwards.get() : CompletableFuture.completedFuture(forwards.getOrDefault(subscriber, Forwards.NONE));
        }

        @Override public CompletionStage<List<LocationMapping>> locationMappings(int subscriber) {
            return CompletableFuture.completedFuture(mappings.getOrDefault(subscriber, List.of()));
        }

        @Override public CompletionStage<Optional<String>> speedDial(int subscriber, String slot) {
            return CompletableFuture.completedFuture(Optional.ofNullable(speedDials.get(slot)));
        }

        @Override public CompletionStage<List<Integer>> ncosSet(int id) {
            return CompletableFuture.completedFuture(levelSets.getOrDefault(id, List.of()));
        }

        @Override public CompletionStage<LnpNumbers> lnpNumbers(String number) {
            return CompletableFuture.completedFuture(new LnpNumbers(lnp.stream().filter(row -> number.startsWith(row.number())).toList()));
        }

        @Override public CompletionStage<RewriteRuleSet> rewriteRules(int setId) {
            return CompletableFuture.completedFuture(rewrites.getOrDefault(setId, RewriteRuleSet.NONE));
        }

        @Override public CompletionStage<UpnRewriting> upnRewriting(int subscriber) {
            return CompletableFuture.completedFuture(upns.getOrDefault(subscriber, UpnRewriting.NONE));
        }

        @Override public CompletionStage<NcosLevel> ncosLevel(int id) {
            return CompletableFuture.completedFuture(levels.getOrDefault(id, NcosLevel.NONE));
        }

        @Override public CompletionStage<CustomerLocations> locations(int customerId) {
            return CompletableFuture.completedFuture(locations);
        }

        @Override public CompletionStage<TrustedSources> trustedSources() {
            return CompletableFuture.completedFuture(trusted);
        }

        @Override public CompletionStage<Peering> peering() {
            return CompletableFuture.completedFuture(peering);
        }

        @Override public CompletionStage<Preferences> reseller(int id) {
            return CompletableFuture.completedFuture(reseller);
        }
    }

    /** A silo that all can see into. */
    static final class Letters implements Silo {
        final Map<Long, StoredMessage> kept = new LinkedHashMap<>();
        final List<Long> claimed = new ArrayList<>();
        boolean away;
        int room = 100;
        private long lastId;

        @Override public CompletionStage<OptionalLong> keep(StoredMessage message) {
            if (away) {
                return CompletableFuture.failedFuture(new SQLException("database away"));
            }
            if (kept.size() >= room) {
                return CompletableFuture.completedFuture(OptionalLong.empty());
            }
            SipMessage copy = message.message().copy().set("CSeq", "1 MESSAGE").set("Call-ID", "silo-" + ++lastId).remove("Via");
            kept.put(lastId, new StoredMessage(lastId, message.owner(), message.recipient(), message.sender(), copy, message.arrival(), message.expiry()));
            return CompletableFuture.completedFuture(OptionalLong.of(lastId));
        }

        @Override public CompletionStage<Claim> claim(AddressOfRecord owner, Instant now) {
            boolean waits = kept.values().stream().anyMatch(one -> one.owner().equals(owner) && one.expiry().isAfter(now));
            List<StoredMessage> found = kept.values().stream().filter(one -> one.owner().equals(owner) && one.expiry().isAfter(now)
                    && !claimed.contains(one.id())).toList();
            found.forEach(one -> claimed.add(one.id()));
            return CompletableFuture.completedFuture(new Claim(found, found.isEmpty() && waits));
        }

        @Override public void expire(Instant now) {
            kept.values().removeIf(one -> !one.expiry().isAfter(now));
        }

        @Override public void delete(long id) {
            kept.remove(id);
        }

        @Override public void release(long id) {
            claimed.remove(id);
        }

        @Override public CompletionStage<Set<AddressOfRecord>> owners(Instant now) {
            return CompletableFuture.completedFuture(kept.values().stream().map(StoredMessage::owner).collect(Collectors.toSet()));
        }
    }

    /** What becomes of the bindings of a test, told by whoever changes them. */
    static final class News implements RegistrationNews {
        final List<RegistrationNews.News> log = new ArrayList<>();
        final Map<AddressOfRecord, Duration> watched = new HashMap<>();
        private final Memory locations;

        News(Memory locations) {
            this.locations = locations;
        }

        /** Another proxy, or provisioning, stores a binding. */
        void stores(AddressOfRecord owner, Binding binding, String reason) {
            locations.update(owner, List.of(binding), List.of());
            log.add(new RegistrationNews.News(owner, binding.ruid(), reason));
        }

        void removes(AddressOfRecord owner, Binding binding, String reason) {
            locations.update(owner, List.of(), List.of(binding.ruid()));
            log.add(new RegistrationNews.News(owner, binding.ruid(), reason));
        }

        @Override public CompletionStage<Void> watch(AddressOfRecord owner, Duration time) {
            watched.put(owner, time);
            return CompletableFuture.completedFuture(null);
        }

        @Override public CompletionStage<String> end() {
            return locations.away ? CompletableFuture.failedFuture(new IllegalStateException("redis is away"))
                    : CompletableFuture.completedFuture(Integer.toString(log.size()));
        }

        @Override public CompletionStage<Batch> after(String position) {
            return locations.away ? CompletableFuture.failedFuture(new IllegalStateException("redis is away")) : CompletableFuture.completedFuture(
                    new Batch(log.subList(Integer.parseInt(position), log.size()), Integer.toString(log.size()), false));
        }
    }

    /** All subscribers of the test are asked; another proxy may hold the lease. */
    static final class Upstreams implements UpstreamStore {
        final Map<String, UpstreamState> states = new HashMap<>();
        final Accounts accounts;
        boolean leasedToAnother;

        Upstreams(Accounts accounts) {
            this.accounts = accounts;
        }

        @Override public CompletionStage<List<String>> subscribers() {
            return CompletableFuture.completedFuture(accounts.all.stream().map(Subscriber::uuid).toList());
        }

        @Override public CompletionStage<Boolean> lease(Duration time) {
            return CompletableFuture.completedFuture(!leasedToAnother);
        }

        @Override public CompletionStage<Map<String, UpstreamState>> states() {
            return CompletableFuture.completedFuture(Map.copyOf(states));
        }

        @Override public void keep(String id, UpstreamState state) {
            states.put(id, state);
        }

        @Override public void forget(String id) {
            states.remove(id);
        }
    }

    static final class Memory implements Locations {
        final Map<AddressOfRecord, Map<String, Binding>> bindings = new HashMap<>();
        boolean away;

        @Override public CompletionStage<List<Binding>> find(AddressOfRecord owner) {
            return away ? CompletableFuture.failedFuture(new IllegalStateException("redis is away"))
                    : CompletableFuture.completedFuture(List.copyOf(bindings.getOrDefault(owner, Map.of()).values()));
        }

        @Override public CompletionStage<Refreshed> refresh(AddressOfRecord owner, Binding binding) {
            if (away) {
                return CompletableFuture.failedFuture(new IllegalStateException("redis is away"));
            }
            Map<String, Binding> mine = bindings.computeIfAbsent(owner, _ -> new LinkedHashMap<>());
            Binding old = mine.get(binding.ruid());
            if (old == null ? !mine.isEmpty() : old.isPermanent()) {
                return CompletableFuture.completedFuture(new Refreshed.Other(List.copyOf(mine.values())));
            }
            if (old != null && old.callId().equals(binding.callId()) && old.cSeq() > binding.cSeq()) {
                return CompletableFuture.completedFuture(new Refreshed.Stale());
            }
            mine.put(binding.ruid(), binding);
            return CompletableFuture.completedFuture(new Refreshed.Stored(List.copyOf(mine.values())));
        }

        @Override public CompletionStage<Void> update(AddressOfRecord owner, List<Binding> stored, List<String> removed) {
            Map<String, Binding> mine = bindings.computeIfAbsent(owner, _ -> new LinkedHashMap<>());
            removed.forEach(mine::remove);
            stored.forEach(binding -> mine.put(binding.ruid(), binding));
            return CompletableFuture.completedFuture(null);
        }

        @Override public CompletionStage<Long> flowsClosed(List<ClosedFlow> flows) {
            if (away) {
                return CompletableFuture.failedFuture(new IllegalStateException("redis is away"));
            }
            long before = count();
            bindings.values().forEach(mine -> mine.values().removeIf(binding -> binding.connection().isPresent()
                    && flows.contains(new ClosedFlow(binding.connection().getAsLong(), binding.received()))));
            return CompletableFuture.completedFuture(before - count());
        }

        private long count() {
            return bindings.values().stream().mapToLong(Map::size).sum();
        }
    }

    /** Shards of a {@link Memory}; a second claim within the lease gets nothing. */
    static final class Shards implements KeepAliveShards {
        private final Memory memory;
        final Map<Integer, Integer> claims = new HashMap<>();
        final List<String> answered = new ArrayList<>();

        Shards(Memory memory) {
            this.memory = memory;
        }

        @Override public CompletionStage<List<Pinged>> claim(int shard, Duration lease, int maxUnanswered) {
            claims.merge(shard, 1, Integer::sum);
            List<Pinged> pinged = new ArrayList<>();
            memory.bindings.forEach((owner, mine) -> mine.values().stream()
                    .filter(binding -> binding.keepAlive() != KeepAlive.NONE && KeepAliveShards.shardOf(binding.ruid()) == shard)
                    .forEach(binding -> pinged.add(new Pinged(binding, owner.domain()))));
            return CompletableFuture.completedFuture(pinged);
        }

        @Override public void answered(String ruid) {
            answered.add(ruid);
        }
    }

    /** Marks every description, so that a test sees whether it came through here. */
    static final class Relay implements MediaRelay {
        final List<String> log = new ArrayList<>();
        final List<MediaCommand> commands = new ArrayList<>();
        Optional<String> refusal = Optional.empty();
        Optional<CallQuality> quality = Optional.empty();
        Optional<CompletableFuture<String>> pending = Optional.empty();

        @Override public CompletionStage<Void> press(MediaCommand.Digit digit) {
            return describe(digit).thenAccept(_ -> { });
        }

        @Override public CompletionStage<Void> play(MediaCommand.Sound sound) {
            return describe(sound).thenAccept(_ -> { });
        }

        @Override public CompletionStage<Void> silence(MediaCommand.Silence silence) {
            return describe(silence).thenAccept(_ -> { });
        }

        @Override public CompletionStage<String> describe(MediaCommand command) {
            commands.add(command);
            log.add(switch (command) {
                case MediaCommand.Offer offer -> "offer " + offer.fromTag();
                case MediaCommand.Answer answer -> "answer " + answer.fromTag() + ">" + answer.toTag();
                case MediaCommand.Digit digit -> "digit " + digit.digit();
                case MediaCommand.Sound sound -> "sound " + sound.file() + " to " + sound.toTag() + (sound.endless() ? " again and again" : "");
                case MediaCommand.Silence silence -> "silence to " + silence.toTag();
                case MediaCommand.Delete _ -> "delete";
            });
            if (pending.isPresent()) {
                return pending.get();
            }
            if (refusal.filter(log.getLast()::startsWith).isPresent()) {
                return CompletableFuture.failedFuture(new MediaRelayException("refused"));
            }
            String sdp = switch (command) {
                case MediaCommand.Offer offer -> offer.sdp();
                case MediaCommand.Answer answer -> answer.sdp();
                case MediaCommand.Digit _, MediaCommand.Sound _, MediaCommand.Silence _, MediaCommand.Delete _ -> "";
            };
            return CompletableFuture.completedFuture("relayed " + sdp);
        }

        @Override public CompletionStage<Optional<CallQuality>> delete(String callId) {
            log.add("delete " + callId);
            return CompletableFuture.completedFuture(quality);
        }
    }
}
