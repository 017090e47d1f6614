package io.tandem.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import io.tandem.testkit.phone.PhoneException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** MESSAGE to somebody whose phone is off: kept, and delivered once when it registers, the oldest first. */
class OfflineMessageIT {
    private static final String DOMAIN = "message.e2e.tandem";
    private static final String BOB = "sip:bob@" + DOMAIN;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static Phone phone(String name) throws Exception {
        return RunningSuite.get().access().open(new Account(name, DOMAIN, name + "-secret"), "udp", new Ladder());
    }

    private static String text(SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    @Test void aMessageThatIsSentOverTheApiReachesThePhoneAndIsListed() throws Exception {
        try (RestClient api = RunningSuite.get().api(); Phone bob = phone("bob")) {
            Tenant tenant = Tenant.provision(api, DOMAIN);
            long alice = tenant.subscriber("alice", "alice-secret", "8870001");
            tenant.subscriber("bob", "bob-secret", "8870002");
            bob.register(PATIENCE);
            long sent = api.create("sms", Map.of("subscriber_id", alice, "callee", "43 1 8870002", "text", "from the API, with ümlaut"));
            SipMessage message = bob.awaitMessage(PATIENCE);
            assertThat(text(message)).isEqualTo("from the API, with ümlaut");
            assertThat(message.from().uri().decodedUser()).contains("4318870001");
            assertThat(message.has("P-Third-Party-Call")).isFalse();
            assertThat(api.get("sms", sent).path("reason").asString()).isEqualTo("200 OK");
            bob.unregister(PATIENCE);
        }
        RunningSuite.get().assertIdle();
    }

    @Test void aMessageToWhoIsAwayComesWhenItsPhoneRegisters() throws Exception {
        try (RestClient api = RunningSuite.get().api()) {
            Tenant tenant = Tenant.provision(api, DOMAIN);
            tenant.subscriber("alice", "alice-secret", "8870001");
            tenant.subscriber("bob", "bob-secret", "8870002");
        }
        try (Phone alice = phone("alice")) {
            assertThat(alice.message(BOB, "first, with ümlaut", PATIENCE)).isEqualTo(202);
            assertThat(alice.message(BOB, "second", PATIENCE)).isEqualTo(202);
            try (Phone bob = phone("bob")) {
                bob.register(PATIENCE);
                SipMessage first = bob.awaitMessage(PATIENCE);
                assertThat(text(first)).isEqualTo("first, with ümlaut");
                assertThat(first.from().uri().decodedUser()).contains("4318870001");
                assertThat(first.header("Date")).as("when it was sent").isPresent();
                assertThat(text(bob.awaitMessage(PATIENCE))).isEqualTo("second");
                assertThat(alice.message(BOB, "third", PATIENCE)).as("while he is there").isEqualTo(200);
                assertThat(text(bob.awaitMessage(PATIENCE))).isEqualTo("third");
                bob.unregister(PATIENCE);
            }
            try (Phone bob = phone("bob")) {
                bob.register(PATIENCE);
                assertThatThrownBy(() -> bob.awaitMessage(Duration.ofSeconds(2))).as("none comes twice").isInstanceOf(PhoneException.class);
                bob.unregister(PATIENCE);
            }
        }
        RunningSuite.get().assertIdle();
    }
}
