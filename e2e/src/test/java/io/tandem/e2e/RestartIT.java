package io.tandem.e2e;

import java.net.InetSocketAddress;
import java.time.Duration;

import io.tandem.cli.demo.Conversation;
import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import io.tandem.cli.suite.Service;
import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.IncomingCall;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Services killed and started again, idle and with a call up: the next call always works. */
class RestartIT {
    private static final String DOMAIN = "restart.e2e.tandem";
    private static final InetSocketAddress LB = new InetSocketAddress("127.0.0.1", 5060);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Account ALICE = new Account("alice", DOMAIN, "alice-secret");
    private static final Account BOB = new Account("bob", DOMAIN, "bob-secret");

    @BeforeAll static void provision() throws Exception {
        try (RestClient api = RunningSuite.get().api()) {
            Tenant tenant = Tenant.provision(api, DOMAIN);
            tenant.subscriber(ALICE.username(), ALICE.password(), "6660001");
            tenant.subscriber(BOB.username(), BOB.password(), "6660002");
        }
    }

    @AfterAll static void theCallsLeaveNothingBehind() throws Exception {
        RunningSuite.get().assertIdle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lb-service", "proxy-service", "b2bua-service", "rtp-relay", "appserver-service", "billing-service", "provisioning-api",
        "ha-manager"})
    void afterAServiceIsKilledWhileIdleTheNextCallWorks(String name) throws Exception {
        killAndStart(Service.named(name));
        theNextCallWorks();
    }

    @Test void aCallWhoseProxyWasKilledStillEndsWithARecord() throws Exception {
        Ladder ladder = new Ladder();
        try (Phone alice = Phone.open(ALICE, "udp", LB, ladder); Phone bob = Phone.open(BOB, "udp", LB, ladder)) {
            Call calling = establish(alice, bob);
            calling.talk(Duration.ofSeconds(1), 440);
            killAndStart(Service.named("proxy-service"));
            calling.hangUp(PATIENCE);
            assertThat(awaitCdr(calling.callId()).path("call_status").asString()).isEqualTo("ok");
        }
        theNextCallWorks();
    }

    @Test void afterTheRelayWasKilledWithACallUpTheCallCanStillBeEndedAndTheNextOneWorks() throws Exception {
        Ladder ladder = new Ladder();
        try (Phone alice = Phone.open(ALICE, "udp", LB, ladder); Phone bob = Phone.open(BOB, "udp", LB, ladder)) {
            Call calling = establish(alice, bob);
            killAndStart(Service.named("rtp-relay"));
            calling.hangUp(PATIENCE);
            assertThat(awaitCdr(calling.callId()).path("call_status").asString()).isEqualTo("ok");
        }
        theNextCallWorks();
    }

    private static void killAndStart(Service service) throws Exception {
        RunningSuite.get().suite().stop(service, true);
        RunningSuite.get().suite().start(service);
    }

    private static Call establish(Phone alice, Phone bob) {
        alice.register(PATIENCE);
        bob.register(PATIENCE);
        Call calling = alice.call("sip:bob@" + DOMAIN);
        IncomingCall incoming = bob.awaitIncoming(PATIENCE);
        incoming.ring();
        incoming.answer();
        calling.awaitAnswered(PATIENCE);
        return calling;
    }

    private static void theNextCallWorks() throws Exception {
        Duration talk = Duration.ofSeconds(2);
        Conversation conversation = Conversation.hold(new Conversation.Party(ALICE, "udp"), new Conversation.Party(BOB, "udp"),
            RunningSuite.get().access(), talk);
        assertThat(conversation.isGood(talk)).as(conversation.heardByCaller() + " " + conversation.heardByCalled()).isTrue();
    }

    private static JsonNode awaitCdr(String callId) throws Exception {
        try (RestClient api = RunningSuite.get().api()) {
            return api.awaitCall(callId, PATIENCE).orElseThrow(() -> new AssertionError("no CDR of " + callId + " within " + PATIENCE));
        }
    }
}
