package io.tandem.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.IncomingCall;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Forwards through the whole chain: set over REST, called by phones, read as CDRs after mediation. */
class ForwardIT {
    private static final String DOMAIN = "forward.e2e.tandem";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final double ALICE_HZ = 440;
    private static final double CAROL_HZ = 660;

    private RestClient api;
    private Phone alice;
    private Phone bob;
    private Phone carol;
    private long forwarder;

    @BeforeEach void open() throws Exception {
        RunningSuite suite = RunningSuite.get();
        api = suite.api();
        Tenant tenant = Tenant.provision(api, DOMAIN);
        tenant.subscriber("alice", "alice-secret", "8890001");
        forwarder = tenant.subscriber("bob", "bob-secret", "8890002");
        tenant.subscriber("carol", "carol-secret", "8890003");
        alice = phone("alice");
        bob = phone("bob");
        carol = phone("carol");
        alice.register(PATIENCE);
        carol.register(PATIENCE);
    }

    private static Phone phone(String name) throws IOException {
        return RunningSuite.get().access().open(new Account(name, DOMAIN, name + "-secret"), "udp", new Ladder());
    }

    @AfterEach void close() throws Exception {
        api.replace("callforwards", forwarder, Map.of());
        alice.unregister(PATIENCE);
        carol.unregister(PATIENCE);
        alice.close();
        bob.close();
        carol.close();
        api.close();
    }

    @AfterAll static void theCallsLeaveNothingBehind() throws Exception {
        RunningSuite.get().assertIdle();
    }

    private void forwards(String type, String destination) throws Exception {
        List<Map<String, String>> destinations = List.of(Map.of("destination", destination));
        api.replace("callforwards", forwarder,
            Map.of(type, type.equals("cft") ? Map.of("destinations", destinations, "ringtimeout", 3) : Map.of("destinations", destinations)));
    }

    private Call calls() {
        return alice.call("sip:bob@" + DOMAIN);
    }

    /** Carol answers; both hear each other. */
    private void talks(Call calling) throws InterruptedException {
        IncomingCall incoming = carol.awaitIncoming(PATIENCE);
        assertThat(incoming.fromUser()).as("the first caller").isEqualTo("4318890001");
        incoming.ring();
        Call answered = incoming.answer();
        calling.awaitAnswered(PATIENCE);
        Thread talking = Thread.ofVirtual().start(() -> answered.talk(Duration.ofSeconds(1), CAROL_HZ));
        calling.talk(Duration.ofSeconds(1), ALICE_HZ);
        talking.join();
        assertThat(calling.quality(CAROL_HZ).toneRecognised()).isTrue();
        assertThat(answered.quality(ALICE_HZ).toneRecognised()).isTrue();
        calling.hangUp(PATIENCE);
        answered.awaitEnded(PATIENCE);
    }

    private void leaves(Call call, String... records) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (records(call.callId()).size() < records.length && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(100); // mediation runs every second
        }
        assertThat(records(call.callId())).containsExactlyInAnyOrder(records);
    }

    private List<String> records(String callId) throws Exception {
        List<String> found = new ArrayList<>();
        JsonNode latest = api.list("calls", Map.of("order_by", "id", "order_by_direction", "desc", "rows", 20));
        for (JsonNode cdr : latest.path("_embedded").path("ngcp:calls")) {
            if (cdr.path("call_id").asString().equals(callId)) {
                found.add("%s %s %s %s>%s@%s".formatted(cdr.path("call_type").asString(), cdr.path("call_status").asString(), cdr.path("call_code").asString(),
                    cdr.path("source_user").asString(), cdr.path("destination_user").asString(), cdr.path("destination_domain").asString()));
            }
        }
        return found;
    }

    @Test void alwaysToAnotherSubscriber() throws Exception {
        forwards("cfu", "4318890003");
        Call calling = calls();
        talks(calling);
        leaves(calling, "call ok 200 alice>bob@" + DOMAIN, "cfu ok 200 bob>carol@" + DOMAIN);
    }

    @Test void whenNoPhoneIsRegistered() throws Exception {
        forwards("cfna", "carol");
        Call calling = calls();
        talks(calling);
        leaves(calling, "call ok 200 alice>bob@" + DOMAIN, "cfna ok 200 bob>carol@" + DOMAIN);
    }

    @Test void whenThePhoneIsBusy() throws Exception {
        forwards("cfb", "carol");
        bob.register(PATIENCE);
        Call calling = calls();
        bob.awaitIncoming(PATIENCE).reject(486);
        talks(calling);
        bob.unregister(PATIENCE);
        leaves(calling, "call ok 200 alice>bob@" + DOMAIN, "cfb ok 200 bob>carol@" + DOMAIN);
    }

    @Test void whenNobodyAnswersWithinTheRingTimeout() throws Exception {
        forwards("cft", "carol");
        bob.register(PATIENCE);
        Call calling = calls();
        IncomingCall ringing = bob.awaitIncoming(PATIENCE);
        long since = System.nanoTime();
        ringing.ring();
        ringing.awaitCancelled(PATIENCE);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isBetween(Duration.ofMillis(2500), Duration.ofMillis(4000));
        talks(calling);
        bob.unregister(PATIENCE);
        leaves(calling, "call ok 200 alice>bob@" + DOMAIN, "cft ok 200 bob>carol@" + DOMAIN);
    }

    @Test void toTheVoicebox() throws Exception {
        forwards("cfu", "voicebox");
        Call calling = calls();
        calling.awaitAnswered(PATIENCE);
        calling.talk(Duration.ofSeconds(1), ALICE_HZ);
        calling.hangUp(PATIENCE);
        leaves(calling, "call ok 200 alice>bob@" + DOMAIN, "cfu ok 200 bob>vmu4318890002@voicebox.local");
    }
}
