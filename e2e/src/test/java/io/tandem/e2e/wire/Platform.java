package io.tandem.e2e.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import io.tandem.codec.SineTone;
import io.tandem.codec.WavFile;
import io.tandem.e2e.EdgeConfig;
import io.tandem.e2e.Preferences;
import io.tandem.e2e.RunningSuite;
import tools.jackson.databind.JsonNode;

/** A domain of the running suite for one test, provisioned over REST; peers go again at the end, as they are everybody's. One thread. */
final class Platform implements AutoCloseable {
    static final String PHONES = "127.126.0.1";
    static final String PEERS = "127.0.2.1";
    /** Given object of every installation. */
    static final int RESELLER = 1;

    /** The databases may have names and numbers of earlier runs. */
    private static final long RUN = Instant.now().getEpochSecond() % 1_000_000;
    /** Above those that Linux gives to whoever asks for any. */
    private static final AtomicInteger PORT = new AtomicInteger(61_000);
    private static final AtomicInteger TENANTS = new AtomicInteger();
    private static final Duration CDR_LIMIT = Duration.ofSeconds(10);

    private final RestClient api;
    private final Tenant tenant;
    private final Deque<String> peerGroups = new ArrayDeque<>();
    private final String numbers = "%06d%02d".formatted(RUN, TENANTS.incrementAndGet());
    private final String domain;
    private final Path folder;
    private int subscribers;

    private Platform(RestClient api, Optional<String> named) throws IOException, InterruptedException {
        this.api = api;
        domain = named.orElse("w" + numbers + ".wire.e2e.tandem");
        folder = Files.createTempDirectory("tandem-wire");
        tenant = Tenant.provision(api, domain);
    }

    static Platform open() throws IOException, InterruptedException {
        return new Platform(RunningSuite.get().api(), Optional.empty());
    }

    /** In a domain that the configuration names; its subscribers stay there from run to run. */
    static Platform open(String domain) throws IOException, InterruptedException {
        return new Platform(RunningSuite.get().api(), Optional.of(domain));
    }

    RestClient api() {
        return api;
    }

    String domain() {
        return domain;
    }

    /** The prefix of numbers that are this test's only. */
    String numbers() {
        return numbers;
    }

    void domainPreferences(Map<String, ?> values) throws IOException, InterruptedException {
        preferences("domainpreferences", api.find("domains", Map.of("domain", domain)).orElseThrow().path("id").asLong(), values);
    }

    /** A subscriber with a number behind 43 1. */
    Party subscriber(String user, Map<String, ?> preferences) throws IOException, InterruptedException {
        String sn = numbers + "%02d".formatted(++subscribers);
        String password = "secret-of-" + user;
        long id = tenant.subscriber(user, password, sn);
        Party party = new Party(id, user, domain, Optional.of(password), "431" + sn, PHONES, PORT.incrementAndGet());
        preferences(party, preferences);
        return party;
    }

    /** A subscriber that somebody else has provisioned, at a socket of its own. */
    Party phone(long id, String user, String password, String number) {
        return new Party(id, user, domain, Optional.of(password), number, PHONES, PORT.incrementAndGet());
    }

    void preferences(Party subscriber, Map<String, ?> values) throws IOException, InterruptedException {
        if (!values.isEmpty()) {
            preferences("subscriberpreferences", subscriber.id(), values);
        }
    }

    private void preferences(String collection, long id, Map<String, ?> values) throws IOException, InterruptedException {
        Preferences.set(api, collection, id, values);
    }

    /** A group of peers for the callees that begin with that prefix.
     * @return its id */
    long peerGroup(int priority, String calleePrefix) throws IOException, InterruptedException {
        long contact = api.create("systemcontacts", Map.of("email", "peer" + PORT.incrementAndGet() + "@" + domain, "company", "peer"));
        long contract = api.create("contracts", Map.of("contact_id", contact, "status", "active", "type", "sippeering", "billing_profile_id", 1));
        long group = api.create("peeringgroups", Map.of("name", "g" + PORT.get() + domain, "priority", priority, "contract_id", contract,
            "description", "e2e"));
        peerGroups.push("" + group);
        api.create("peeringrules", Map.of("group_id", group, "callee_prefix", calleePrefix, "callee_pattern", "", "caller_pattern", "", "description", ""));
        return group;
    }

    Party peer(long group, String name, Map<String, ?> preferences) throws IOException, InterruptedException {
        int port = PORT.incrementAndGet();
        Map<String, Object> server = new HashMap<>(Map.of("group_id", group, "name", name + port, "ip", PEERS, "port", "" + port, "transport", "1",
            "weight", 1));
        long id = api.create("peeringservers", server);
        Party party = new Party(id, name, PEERS, Optional.empty(), "", PEERS, port);
        if (!preferences.isEmpty()) {
            preferences("peeringserverpreferences", id, preferences);
        }
        return party;
    }

    /** Who serves the domain of others that the proxy's hosts file names. */
    static Party foreigner(String user) {
        return new Party(0, user, EdgeConfig.FOREIGN_DOMAIN, Optional.empty(), "", PHONES, 5060);
    }

    /** A set of rules and each rule of it: direction, field, match pattern, replace pattern.
     * @return the set's name, as preferences refer to it */
    String rewriteRules(List<List<String>> rules) throws IOException, InterruptedException {
        String name = "r" + PORT.incrementAndGet() + domain;
        long set = api.create("rewriterulesets", Map.of("name", name, "reseller_id", RESELLER, "description", "e2e"));
        for (List<String> rule : rules) {
            api.create("rewriterules", Map.of("set_id", set, "direction", rule.get(0), "field", rule.get(1), "match_pattern", rule.get(2),
                "replace_pattern", rule.get(3), "description", "e2e", "priority", rules.indexOf(rule) + 1));
        }
        return name;
    }

    /** A sound set with a tone of that length for each handle.
     * @return its name, as preferences refer to it */
    String sounds(int milliseconds, List<String> handles) throws IOException, InterruptedException {
        String name = "s" + PORT.incrementAndGet() + domain;
        long set = api.create("soundsets", Map.of("name", name, "reseller_id", RESELLER, "description", "e2e"));
        byte[] tone = WavFile.encode(new SineTone(440, 8000).next(milliseconds * 8));
        for (String handle : handles) {
            api.upload("soundfiles", Map.of("filename", handle + ".wav", "handle", handle, "set_id", set, "loopplay", false), "audio/x-wav", tone);
        }
        return name;
    }

    Caller call(Party caller, String target) {
        return new Caller(folder, caller, target);
    }

    /** Registers and takes a call. */
    Callee registered(Party phone) throws IOException, InterruptedException {
        Callee.register(folder, phone);
        return answering(phone);
    }

    Callee answering(Party party) throws IOException {
        return Callee.answering(folder, party);
    }

    /** Takes one re-INVITE within the call. */
    Callee heldAnswering(Party party) throws IOException {
        return Callee.heldAnswering(folder, party);
    }

    /** Takes a call as the scenario says. */
    Callee playing(Party party, Scenario scenario) throws IOException {
        return Callee.start(folder, party, scenario);
    }

    Callee playing(Party party, Scenario scenario, String transport) throws IOException {
        return Callee.start(folder, party, scenario, transport);
    }

    Callee playing(Party party, Scenario scenario, int calls) throws IOException {
        return Callee.start(folder, party, scenario, calls);
    }

    /** Rings until it is cancelled. */
    Callee ringing(Party party) throws IOException {
        return Callee.ringing(folder, party);
    }

    Callee refusing(Party party, int status, String reason) throws IOException {
        return Callee.refusing(folder, party, status, reason);
    }

    Callee redirecting(Party party, String uri) throws IOException {
        return Callee.redirecting(folder, party, uri);
    }

    /** @param transport as SIPp calls it
     * @param contacts  value of the Contact header */
    Transcript register(Party party, String transport, String contacts) throws IOException, InterruptedException {
        return Callee.register(folder, party, transport, contacts);
    }

    /** Registers and is refused, after the challenge, with that status. */
    Transcript refusedRegistration(Party party, int status) throws IOException, InterruptedException {
        return Callee.register(folder, party, "u1", "<" + party.contact() + ">", status);
    }

    /** Registers and rings until somebody else has answered. */
    Callee beaten(Party phone) throws IOException, InterruptedException {
        Callee.register(folder, phone);
        return Callee.beaten(folder, phone);
    }

    /** Watches; the end says what it was told. */
    Watcher watch(Party watcher, String target) {
        return new Watcher(folder, watcher, target);
    }

    void register(Party party) throws IOException, InterruptedException {
        Callee.register(folder, party);
    }

    /** A forward of the subscriber to one destination.
     * @param type such as {@code cfu} */
    void forwards(Party subscriber, String type, String destination, Map<String, ?> more) throws IOException, InterruptedException {
        String set = type + PORT.incrementAndGet();
        api.create("cfdestinationsets", Map.of("name", set, "subscriber_id", subscriber.id(),
            "destinations", List.of(Map.of("destination", destination, "priority", 1, "timeout", 10))));
        Map<String, Object> mapping = new HashMap<>(Map.of("destinationset", set));
        mapping.putAll(more);
        api.replace("cfmappings", subscriber.id(), Map.of(type, List.of(mapping)));
    }

    /** CDRs of a call in the order of their ids, waited for. */
    List<JsonNode> cdrs(String callId, int count) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + CDR_LIMIT.toNanos();
        List<JsonNode> found = List.of();
        while (System.nanoTime() < deadline) {
            JsonNode latest = api.list("calls", Map.of("order_by", "id", "order_by_direction", "desc", "rows", 20));
            found = StreamSupport.stream(latest.path("_embedded").path("ngcp:calls").spliterator(), false)
                .filter(cdr -> cdr.path("call_id").asString().equals(callId)).toList().reversed();
            if (found.size() >= count) {
                return found;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError(count + " CDRs of " + callId + " awaited, there are " + found);
    }

    JsonNode cdr(String callId) throws IOException, InterruptedException {
        return cdrs(callId, 1).getFirst();
    }

    /** Values beside a CDR, which only its database tells. */
    static Map<String, String> tags(JsonNode cdr) throws SQLException {
        Map<String, String> tags = new HashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:mysql://127.0.0.1:13306/?allowPublicKeyRetrieval=true", "tandem", "tandem");
             PreparedStatement select = connection.prepareStatement("select t.type, d.val from accounting.cdr_tag_data d "
                 + "join accounting.cdr_tag t on t.id = d.tag_id where d.cdr_id = ?")) {
            select.setLong(1, cdr.path("id").asLong());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    tags.put(row.getString(1), row.getString(2));
                }
            }
        }
        return tags;
    }

    @Override public void close() throws IOException, InterruptedException {
        while (!peerGroups.isEmpty()) {
            api.delete("peeringgroups", peerGroups.pop());
        }
        api.close();
    }
}
