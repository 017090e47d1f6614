package io.tandem.proxy.it;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tandem.platform.TandemService;
import io.tandem.proxy.ProxyNode;
import io.tandem.proxy.ProxyService;
import io.tandem.proxy.probe.PeerConditions;
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

/** A peer with password and probe as it stands in the tables, through the real service: the test plays load balancer (with the peer behind it) and B2BUA. */
class TrunkIT {
    private static final String[] PROVISION = {
        "insert into billing.contacts (id, reseller_id, email) values (6201, 1, 'trunk@example.org')",
        "insert into billing.contracts (id, contact_id, product_id) values (6201, 6201, 4)",
        "insert into provisioning.voip_peer_groups (id, name, peering_contract_id) values (6201, 'trunk-it', 6201)",
        "insert into provisioning.voip_peer_hosts (id, group_id, name, ip, port, probe) values (6201, 6201, 'trunk-it', '192.0.2.62', 5070, 1)",
        preference("peer_auth_user", "tandem"), preference("peer_auth_pass", "secret"), preference("peer_auth_realm", "trunk.example")};
    private static final String[] REMOVE = {"delete from provisioning.voip_peer_groups where id = 6201", "delete from billing.contracts where id = 6201",
        "delete from billing.contacts where id = 6201"};

    private final UdpParty lb = new UdpParty();
    private final UdpParty b2bua = new UdpParty();
    private ConfigurableApplicationContext service;
    private InetSocketAddress proxy;

    private static String preference(String name, String value) {
        return "insert into provisioning.voip_peer_preferences (peer_host_id, attribute_id, value) select 6201, id, '" + value
                + "' from provisioning.voip_preferences where attribute = '" + name + "'";
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @BeforeEach void start() throws Exception {
        execute(PROVISION);
        List<String> arguments = new ArrayList<>(List.of(TestServers.serviceArguments()));
        arguments.addAll(List.of("--tandem.proxy.sip.listen=127.0.0.1:0", "--tandem.proxy.sip.load-balancers=" + lb.address(),
                "--tandem.proxy.sip.b2bua=" + b2bua.address(), "--tandem.proxy.control.listen=127.0.0.1:0", "--tandem.proxy.peering.probe.interval=1h"));
        service = TandemService.run("proxy-service", ProxyService.class, arguments.toArray(String[]::new));
        proxy = service.getBean(ProxyNode.class).localAddress();
    }

    @AfterEach void stop() throws Exception {
        service.close();
        lb.close();
        b2bua.close();
        execute(REMOVE);
    }

    @Test void aPeerIsProbedAndGetsItsPassword() {
        SipMessage probe = lb.expects("OPTIONS");
        assertThat(probe.requestUri()).isEqualTo("sip:192.0.2.62:5070;transport=udp");
        lb.sends(SipMessage.response(probe, 503, "Out of Order"), proxy);
        PeerConditions conditions = service.getBean(ProxyNode.class).core().peerConditions();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(conditions.all()).containsEntry("192.0.2.62:5070;transport=UDP", false));
        SipMessage invite = SipMessage.request("INVITE", "sip:4366@192.0.2.62:5070;transport=udp;tandem-peer=6201").header("Via", b2bua.newVia())
                .header("From", "<sip:431001@example.org>;tag=s1").header("To", "<sip:4366@192.0.2.62>").header("Call-ID", "trunk-it_pbx-1")
                .header("CSeq", "1 INVITE").header("Contact", "<sip:" + b2bua.address() + ">").header("Max-Forwards", "70").build();
        b2bua.sends(invite, proxy);
        SipMessage first = lb.expects("INVITE");
        DigestChallenge challenge = DigestChallenge.sha256("trunk.example", "n1");
        lb.sends(SipMessage.response(first, 401, "Unauthorized").add("WWW-Authenticate", challenge.toString()), proxy);
        lb.expects("ACK");
        SipMessage second = lb.expects("INVITE");
        assertThat(second.header("Authorization")).contains(DigestCredentials.answer(challenge, "tandem", "secret", "INVITE",
                "sip:4366@192.0.2.62:5070;transport=udp", "", 1).toString());
        SipMessage busy = SipMessage.response(second, 486, "Busy Here");
        lb.sends(busy.set("To", busy.to().withTag("p1").toString()), proxy);
        assertThat(b2bua.expects(486).header("CSeq")).contains("1 INVITE");
    }
}
