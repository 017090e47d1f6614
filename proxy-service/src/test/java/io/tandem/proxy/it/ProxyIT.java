package io.tandem.proxy.it;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tandem.data.redis.Keys;
import io.tandem.platform.TandemService;
import io.tandem.platform.warmup.WarmUp;
import io.tandem.proxy.ProxyNode;
import io.tandem.proxy.ProxyService;
import io.tandem.sip.auth.DigestChallenge;
import io.tandem.sip.auth.DigestCredentials;
import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** REGISTER and a call through the real service: the test plays load balancer (which holds the phones), B2BUA and media relay. */
class ProxyIT {
    private static final String DOMAIN = "proxy-it.example.org";
    private static final int OWN_CALLS = 10;
    private static final byte[] SDP = "v=0\r\nm=audio 4000 RTP/AVP 8\r\n".getBytes(StandardCharsets.UTF_8);
    private static final String[] PROVISION = {
        "insert into billing.contacts (id, reseller_id, email) values (6001, 1, 'p@example.org')",
        "insert into billing.contracts (id, contact_id, product_id) values (6001, 6001, 4)",
        "insert into billing.domains (id, reseller_id, domain) values (6001, 1, '" + DOMAIN + "')",
        "insert into provisioning.voip_domains (id, domain) values (6001, '" + DOMAIN + "')",
        subscriber(6001, "alice"), sipAccount(6001, "alice"), number(6001, "436001"),
        subscriber(6002, "bob"), sipAccount(6002, "bob"), number(6002, "436002"),
        "insert into billing.voip_numbers (id, cc, ac, sn, subscriber_id) values (6001, 43, '6', '001', 6001)",
        "update billing.voip_subscribers set primary_number_id = 6001 where id = 6001"};
    private static final String[] REMOVE = {
        "delete from provisioning.voip_domains where id = 6001", "delete from billing.voip_subscribers where contract_id = 6001",
        "delete from billing.voip_numbers where id = 6001",
        "delete from billing.domains where id = 6001", "delete from billing.contracts where id = 6001",
        "delete from billing.contacts where id = 6001", "delete from accounting.acc where src_domain = '" + DOMAIN + "'"};

    private final UdpParty lb = new UdpParty();
    private final UdpParty b2bua = new UdpParty();
    private FakeRelay relay;
    private ConfigurableApplicationContext service;
    private InetSocketAddress proxy;

    private static String subscriber(int id, String name) {
        return "insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id) values (%d, 6001, 'uuid-%d', '%s', 6001)"
                .formatted(id, id, name);
    }

    private static String sipAccount(int id, String name) {
        return ("insert into provisioning.voip_subscribers (id, username, domain_id, uuid, password, account_id) "
                + "values (%d, '%s', 6001, 'uuid-%d', '%s', 6001)").formatted(id, name, id, "secret-" + name);
    }

    private static String number(int id, String digits) {
        return "insert into provisioning.voip_dbaliases (username, domain_id, subscriber_id, is_primary) values ('%s', 6001, %d, 1)"
                .formatted(digits, id);
    }

    @BeforeEach void start() throws Exception {
        execute(PROVISION);
        forgetBindings();
        relay = new FakeRelay();
        startProxy("127.0.0.1:0");
    }

    private static void forgetBindings() {
        try (RedisClient client = RedisClient.create(TestServers.redis().uri());
             StatefulRedisConnection<String, String> redis = client.connect()) {
            redis.sync().flushdb();
        }
    }

    private void startProxy(String listen) {
        startProxy(listen, UnaryOperator.identity());
    }

    /** @param servers where it finds MySQL and Redis */
    private void startProxy(String listen, UnaryOperator<String> servers) {
        List<String> arguments = new ArrayList<>(Stream.of(TestServers.serviceArguments()).map(servers).toList());
        arguments.addAll(List.of("--tandem.proxy.sip.listen=" + listen, "--tandem.proxy.sip.load-balancers=" + lb.address(),
                "--tandem.proxy.sip.b2bua=" + b2bua.address(), "--tandem.proxy.relay.addresses=" + relay.address(),
                "--tandem.proxy.registrar.default-spread=0", "--tandem.proxy.keep-alive.interval=2s", "--tandem.proxy.control.listen=127.0.0.1:0",
                "--tandem.warm-up.calls=" + OWN_CALLS));
        service = TandemService.run("proxy-service", ProxyService.class, arguments.toArray(String[]::new));
        proxy = service.getBean(ProxyNode.class).localAddress();
    }

    @AfterEach void stop() throws Exception {
        service.close();
        relay.close();
        lb.close();
        b2bua.close();
        execute(REMOVE);
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private SipMessage request(String method, String uri, String user, String callId, long cSeq) {
        return SipMessage.request(method, uri).header("Via", lb.newVia())
                .header("From", "<sip:" + user + "@" + DOMAIN + ">;tag=" + user + "1").header("To", "<" + uri + ">")
                .header("Call-ID", callId).header("CSeq", cSeq + " " + method).header("Max-Forwards", "69")
                .header("P-NGCP-Src-Ip", "127.126.0.1").header("P-NGCP-Src-Port", "51602").header("P-NGCP-Src-Proto", "udp").build();
    }

    /** A load balancer that had taken it for dead sends calls again at once. */
    @Test void atItsStartItSpeaksToItsLoadBalancers() {
        SipMessage greeting = lb.expectsGreeting();
        assertThat(greeting.method()).isEqualTo("OPTIONS");
        assertThat(greeting.requestUri()).isEqualTo("sip:" + lb.address());
        assertThat(greeting.topVia().sentBy()).isEqualTo("127.0.0.1:" + proxy.getPort());
    }

    @Test void callsOfItsOwnWarmItUpAndLeaveNothing() throws Exception {
        WarmUp warmUp = service.getBean(WarmUp.class);
        assertThat(warmUp.await(60_000)).isTrue();
        assertThat(warmUp.made()).isEqualTo(OWN_CALLS);
        assertThat(metrics()).containsPattern("tandem_calls\\{[^}]*} 0.0").containsPattern("tandem_bindings_remembered\\{[^}]*} 0.0")
                .containsPattern("tandem_calls_uncounted_total\\{[^}]*} 0.0");
        assertThat(relay.commands).isEmpty();
        try (RedisClient client = RedisClient.create(TestServers.redis().uri());
             StatefulRedisConnection<String, String> redis = client.connect()) {
            assertThat(redis.sync().keys("*warm-up*")).isEmpty();
        }
        callIsUp("it-warm");
        hangUp("it-warm");
        awaitRecords("it-warm", "INVITE 200 1", "BYE 200 1"); // later than any that there were before
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select count(*) from accounting.acc where callid like 'warm-up%'")) {
            row.next();
            assertThat(row.getInt(1)).isZero();
        }
    }

    /** Sends it, is challenged, sends it again with credentials. */
    private void authenticated(SipMessage first, String user) {
        boolean register = first.method().equals("REGISTER");
        lb.sends(first, proxy);
        SipMessage challenge = lb.expects(register ? 401 : 407);
        if (!register) {
            lb.sends(SipMessage.request("ACK", first.requestUri()).header("Via", first.header("Via").orElseThrow())
                    .header("From", first.header("From").orElseThrow()).header("To", challenge.header("To").orElseThrow())
                    .header("Call-ID", first.callId()).header("CSeq", first.cSeq() + " ACK").build(), proxy);
        }
        DigestChallenge asked = DigestChallenge.parse(challenge.header(register ? "WWW-Authenticate" : "Proxy-Authenticate").orElseThrow());
        lb.sends(first.copy().set("Via", lb.newVia()).set("CSeq", first.cSeq() + 1 + " " + first.method())
                .add(register ? "Authorization" : "Proxy-Authorization", DigestCredentials.answer(asked, user, "secret-" + user, first.method(),
                        "sip:127.0.0.1:5060", "c", 1).toString()), proxy);
    }

    private void registerBob() {
        SipMessage register = request("REGISTER", "sip:" + DOMAIN, "bob", "reg-" + System.nanoTime(), 1)
                .set("To", "<sip:bob@" + DOMAIN + ">").add("Contact", "<sip:bob@127.126.0.2:51700>;expires=600")
                .add("Path", "<sip:lb@" + lb.address() + ";lr;received=sip:127.126.0.2:51700;socket=udp:" + lb.address() + ">");
        authenticated(register, "bob");
        assertThat(lb.expects(200).headers("Contact")).containsExactly(
                "<sip:bob@127.126.0.2:51700>;expires=600;received=\"sip:127.126.0.2:51700\"");
    }

    private void answer(UdpParty party, SipMessage request, int status, String tag, boolean withSdp) {
        SipMessage response = SipMessage.response(request, status, status == 200 ? "OK" : "Ringing")
                .add("Contact", "<sip:" + party.address() + ">");
        if (response.toTag().isEmpty()) {
            response.set("To", response.to().withTag(tag).toString());
        }
        party.sends(withSdp ? response.body("application/sdp", SDP) : response, proxy);
    }

    /** Alice calls Bob; leg B runs through the proxy as well. Bob's tag on leg A is s1. */
    private void callIsUp(String callId) {
        registerBob();
        authenticated(request("INVITE", "sip:bob@" + DOMAIN, "alice", callId, 1).add("Contact", "<sip:alice@127.126.0.1:51602>")
                .body("application/sdp", SDP), "alice");
        SipMessage legA = b2bua.expects("INVITE");
        assertThat(new String(legA.body(), StandardCharsets.UTF_8)).startsWith("relayed ");
        assertThat(legA.header("P-App-From")).contains("<sip:436001@" + DOMAIN + ">");
        b2bua.sends(SipMessage.request("INVITE", legA.requestUri()).header("Via", b2bua.newVia())
                .header("From", legA.header("P-App-From").orElseThrow() + ";tag=b1").header("To", legA.header("P-App-To").orElseThrow())
                .header("Call-ID", callId + "_pbx-1").header("CSeq", "10 INVITE").header("Max-Forwards", "70")
                .header("Contact", "<sip:" + b2bua.address() + ">").body("application/sdp", legA.body()).build(), proxy);
        SipMessage legB = lb.expects("INVITE");
        assertThat(legB.requestUri()).isEqualTo("sip:bob@127.126.0.2:51700");
        assertThat(legB.header("P-D-Uri").orElseThrow()).contains("received=sip:127.126.0.2:51700");
        answer(lb, legB, 180, "p1", false);
        answer(b2bua, legA, 180, "s1", false);
        b2bua.expects(180);
        lb.expects(180);
        answer(lb, legB, 200, "p1", true);
        answer(b2bua, legA, 200, "s1", true);
        b2bua.expects(200);
        assertThat(new String(lb.expects(200).body(), StandardCharsets.UTF_8)).startsWith("relayed ");
        lb.sends(inDialog("ACK", callId, 2), proxy);
        b2bua.expects("ACK");
    }

    private SipMessage inDialog(String method, String callId, long cSeq) {
        return request(method, "sip:" + b2bua.address(), "alice", callId, cSeq).set("To", "<sip:bob@" + DOMAIN + ">;tag=s1")
                .add("Route", "<sip:127.0.0.1:" + proxy.getPort() + ";lr;ftag=alice1>");
    }

    private void hangUp(String callId) {
        lb.sends(inDialog("BYE", callId, 3), proxy);
        answer(b2bua, b2bua.expects("BYE"), 200, "s1", false);
        lb.expects(200);
    }

    private static List<String> records(String callId) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select concat(method, ' ', sip_code, ' ', json_valid(src_leg)) from accounting.acc "
                     + "where callid = '" + callId + "' order by id")) {
            List<String> found = new ArrayList<>();
            while (row.next()) {
                found.add(row.getString(1));
            }
            return found;
        }
    }

    @Test void aForwardedCallLeavesARowForEachLeg() throws Exception {
        execute(subscriber(6003, "carol"), sipAccount(6003, "carol"), number(6003, "436003"),
                "insert into provisioning.voip_cf_destination_sets (id, subscriber_id, name) values (6001, 6003, 'proxy-it')",
                "insert into provisioning.voip_cf_destinations (destination_set_id, destination) values (6001, 'sip:436002@" + DOMAIN + "')",
                "insert into provisioning.voip_cf_mappings (id, subscriber_id, type, destination_set_id) values (6001, 6003, 'cfu', 6001)",
                "insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) "
                        + "select 6003, id, '6001' from provisioning.voip_preferences where attribute = 'cfu'");
        registerBob();
        authenticated(request("INVITE", "sip:carol@" + DOMAIN, "alice", "it-fwd", 1).add("Contact", "<sip:alice@127.126.0.1:51602>")
                .body("application/sdp", SDP), "alice");
        SipMessage legA = b2bua.expects("INVITE");
        assertThat(legA.requestUri()).isEqualTo("sip:bob@" + DOMAIN);
        answer(b2bua, legA, 200, "s1", true);
        lb.expects(200);
        hangUp("it-fwd");
        awaitRecords("it-fwd", "INVITE 200 1", "INVITE 200 1", "BYE 200 1");
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select group_concat(concat_ws('|', branch_id, src_user, " + text("src_leg", "s") + ", "
                     + text("src_leg", "cli") + ", " + text("src_leg", "uuid") + ", dst_ouser, " + text("dst_leg", "uuid") + ") order by id separator ' ') "
                     + "from accounting.acc "
                     + "where callid = 'it-fwd' and method = 'INVITE'")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("|alice|call|436001|uuid-6001|carol|uuid-6003 cfu-1|carol|cfu|carol|uuid-6003|436002|uuid-6002");
        }
    }

    private static String text(String leg, String key) {
        return "json_unquote(json_extract(%s, '$.%s'))".formatted(leg, key);
    }

    private static void awaitRecords(String callId, String... expected) {
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(records(callId)).containsExactly(expected));
    }

    @Test void aCallGoesThroughBothLegsAndLeavesItsRecords() throws Exception {
        callIsUp("it-1///%");
        assertThat(metrics()).containsPattern("tandem_calls\\{[^}]*service=\"proxy-service\"[^}]*} 1.0");
        hangUp("it-1///%");
        awaitRecords("it-1///%", "INVITE 200 1", "BYE 200 1");
        assertThat(relay.commands).containsExactly("offer it-1///%", "answer it-1///%", "delete it-1///%");
        await().atMost(Duration.ofSeconds(2)).untilAsserted(() ->
                assertThat(metrics()).containsPattern("tandem_calls\\{[^}]*} 0.0").contains("tandem_transactions{"));
        assertThat(get("/actuator/health")).contains("\"status\":\"UP\"", "accountingDatabase");
    }

    @Test void bindingsLieInRedisWithTheirOwnTimeToLive() {
        registerBob();
        try (RedisClient client = RedisClient.create(TestServers.redis().uri());
             StatefulRedisConnection<String, String> redis = client.connect()) {
            String set = Keys.locationUser("bob", DOMAIN);
            String entry = redis.sync().smembers(set).iterator().next();
            assertThat(entry).startsWith("1:location:entry::uloc-");
            assertThat(redis.sync().ttl(entry)).isBetween(590L, 600L);
            assertThat(redis.sync().ttl(set)).isBetween(590L, 601L);
            assertThat(redis.sync().hgetall(entry)).containsEntry("contact", "sip:bob@127.126.0.2:51700").containsEntry("username", "bob")
                    .containsEntry("received", "sip:127.126.0.2:51700").containsKeys("path", "expires", "q", "callid", "cseq", "last_modified",
                            "flags", "cflags", "user_agent", "socket", "methods", "ruid", "instance", "reg_id", "server_id", "connection_id",
                            "keepalive", "partition");
            redis.sync().del(entry);                             // as if it had expired
            redis.sync().expire(set, 500);                       // whoever changes a binding touches its set, which proxies watch
            authenticated(request("INVITE", "sip:bob@" + DOMAIN, "alice", "it-gone", 1), "alice");
            assertThat(lb.expects(480).reason()).isEqualTo("Offline");
            assertThat(redis.sync().exists(set)).isZero();
        }
    }

    private void register(String path, String protocol) {
        authenticated(request("REGISTER", "sip:" + DOMAIN, "bob", "reg-" + System.nanoTime(), 1).set("To", "<sip:bob@" + DOMAIN + ">")
                .add("Contact", "<sip:bob@10.0.0.2:5060>;expires=600").set("P-NGCP-Src-Proto", protocol).add("P-NGCP-Src-Nat", "1").add("Path", path), "bob");
        lb.expects(200);
    }

    @Test void aPhoneBehindNatIsPingedUntilItComesByConnectionAndIsOfflineWhenThatCloses() {
        register("<sip:lb@" + lb.address() + ";lr;received=sip:127.126.0.2:51700;socket=sip:" + lb.address() + ">", "udp");
        for (int i = 0; i < 2; i++) {
            SipMessage ping = lb.expects("OPTIONS");
            assertThat(ping.requestUri()).isEqualTo("sip:bob@10.0.0.2:5060");
            assertThat(ping.from().uri()).hasToString("sip:pinger@" + DOMAIN);
            assertThat(ping.header("P-D-Uri").orElseThrow()).contains("received=sip:127.126.0.2:51700");
            lb.sends(SipMessage.response(ping, 200, "OK"), proxy);
        }
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(metrics()).containsPattern("tandem_pings_answered_total\\{[^}]*} 2.0"));
        register("<sip:lb@" + lb.address() + ";lr;received=sip:127.126.0.2:51701%3Btransport=tls;socket=tls:" + lb.address() + ";conn=1f>", "tls");
        lb.sends(SipMessage.request("NOTIFY", "sip:127.0.0.1:" + proxy.getPort()).header("Via", lb.newVia()).header("From", "<sip:flow@127.0.0.1>;tag=1")
                .header("To", "<sip:127.0.0.1>").header("Call-ID", "flow-1").header("CSeq", "1 NOTIFY").header("Max-Forwards", "1")
                .header("Event", "tandem-flow").body("text/plain",
                        "connection=1f;received=sip:127.126.0.2:51701;transport=tls\r\n".getBytes(StandardCharsets.US_ASCII)).build(), proxy);
        lb.expects(200);
        authenticated(request("INVITE", "sip:bob@" + DOMAIN, "alice", "it-closed", 1), "alice");
        assertThat(lb.expects(480).reason()).isEqualTo("Offline");
    }

    @Test void aRestartedProxyEndsTheCallsOfTheOldOne() {
        callIsUp("it-2");
        int port = proxy.getPort();
        service.close();
        startProxy("127.0.0.1:" + port);
        hangUp("it-2");
        awaitRecords("it-2", "INVITE 200 1", "BYE 200 1");
        await().atMost(Duration.ofSeconds(2)).until(() -> relay.commands.contains("delete it-2"));
        callIsUp("it-3");
        hangUp("it-3");
        awaitRecords("it-3", "INVITE 200 1", "BYE 200 1");
    }

    /** @param scheme before the server's address in the arguments of a service */
    private static int port(String scheme) {
        return Stream.of(TestServers.serviceArguments()).filter(argument -> argument.contains(scheme)).findFirst()
                .map(argument -> Integer.parseInt(argument.replaceFirst(".*127\\.0\\.0\\.1:(\\d+).*", "$1"))).orElseThrow();
    }

    private static UnaryOperator<String> through(CutLine line, String scheme) {
        return argument -> argument.contains(scheme) ? argument.replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + line.port()) : argument;
    }

    @Test void aCallThatEndsWhileTheDatabaseIsAwayIsRecordedOnceItIsBack() throws Exception {
        service.close();
        try (CutLine line = new CutLine(port("jdbc:mysql://"))) {
            startProxy("127.0.0.1:0", through(line, "jdbc:mysql://"));
            callIsUp("it-db-away");
            awaitRecords("it-db-away", "INVITE 200 1");
            line.cut();
            hangUp("it-db-away");
            assertThat(records("it-db-away")).containsExactly("INVITE 200 1");
            line.mend();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(records("it-db-away")).containsExactly("INVITE 200 1", "BYE 200 1"));
        }
    }

    @Test void aRecordThatTheDatabaseDidNotGetOutlivesTheProcess() throws Exception {
        service.close();
        try (CutLine line = new CutLine(port("jdbc:mysql://"))) {
            startProxy("127.0.0.1:0", through(line, "jdbc:mysql://"));
            callIsUp("it-process-away");
            int port = proxy.getPort();
            line.cut();
            hangUp("it-process-away");
            service.close();
            assertThat(records("it-process-away")).doesNotContain("BYE 200 1");
            startProxy("127.0.0.1:" + port);
            awaitRecords("it-process-away", "INVITE 200 1", "BYE 200 1");
        }
    }

    @Test void aCallThatEndsWhileRedisIsAwayIsRecordedAndCountsNoMoreOnceItIsBack() throws Exception {
        service.close();
        try (CutLine line = new CutLine(port("redis://")); RedisClient client = RedisClient.create(TestServers.redis().uri());
             StatefulRedisConnection<String, String> redis = client.connect()) {
            startProxy("127.0.0.1:0", through(line, "redis://"));
            callIsUp("it-redis-away");
            assertThat(redis.sync().hget(Keys.CALL_COUNTERS, "user:uuid-6001")).isEqualTo("1");
            line.cut();
            hangUp("it-redis-away");
            awaitRecords("it-redis-away", "INVITE 200 1", "BYE 200 1");
            line.mend();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(redis.sync().hget(Keys.CALL_COUNTERS, "user:uuid-6001")).isNull());
        }
    }

    @Test void fiftyRefusalsAtOnceAreAllRecorded() throws Exception {
        for (int i = 0; i < 50; i++) {
            authenticated(request("INVITE", "sip:nobody@" + DOMAIN, "alice", "it-many-" + i, 1), "alice");
            lb.expects(404);
        }
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(Stream.iterate(0, i -> i < 50, i -> i + 1)
                .mapToInt(i -> recordsOrNone("it-many-" + i)).sum()).isEqualTo(50));
    }

    private static int recordsOrNone(String callId) {
        try {
            return records(callId).size();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private String metrics() throws Exception {
        return get("/actuator/prometheus");
    }

    private String get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
