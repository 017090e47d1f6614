package io.tandem.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.MediaQuality;
import tools.jackson.databind.JsonNode;

/** The demonstration call from provisioning to the CDR, and its printout. One thread. */
public final class Demonstration {
    private static final String DOMAIN = "demo.tandem";
    private static final Duration CDR_LIMIT = Duration.ofSeconds(5);
    private static final List<String> CDR_FIELDS = List.of("call_id", "source_user", "source_domain", "source_cli", "destination_user",
        "destination_domain", "destination_user_dialed", "destination_user_in", "call_type", "call_status", "call_code", "start_time", "duration");

    private final RestClient api;
    private final SipAccess access;
    private final PrintStream out;

    public Demonstration(RestClient api, SipAccess access, PrintStream out) {
        this.api = api;
        this.access = access;
        this.out = out;
    }

    /**
     * @param talk how long both phones send their tone
     * @return whether everything was right
     */
    public boolean run(Duration talk, String callerTransport, String calledTransport) throws IOException, InterruptedException {
        Account alice = new Account("alice", DOMAIN, "alice-secret");
        Account bob = new Account("bob", DOMAIN, "bob-secret");
        Tenant tenant = Tenant.provision(api, DOMAIN);
        tenant.subscriber(alice.username(), alice.password(), "1001");
        tenant.subscriber(bob.username(), bob.password(), "1002");
        out.println("provisioned over REST: domain " + DOMAIN + ", one customer, subscribers alice (+43 1 1001) and bob (+43 1 1002)\n");

        Conversation conversation = Conversation.hold(new Conversation.Party(alice, callerTransport), new Conversation.Party(bob, calledTransport),
            access, talk);
        out.println(new LadderChart(List.of("alice", "tandem", "bob")).draw(conversation.ladder().entries()));
        printMedia(conversation);
        Optional<JsonNode> cdr = api.awaitCall(conversation.callId(), CDR_LIMIT);
        printCdr(cdr);
        printHowToConnect(bob);
        boolean cdrIsRight = cdr.filter(record -> isRight(record, talk)).isPresent();
        boolean good = conversation.isGood(talk) && cdrIsRight;
        out.println(good ? "\nall of it was right"
            : "\nNOT right: media " + (conversation.isGood(talk) ? "good" : "bad") + ", CDR " + (cdrIsRight ? "good" : "bad"));
        return good;
    }

    private void printMedia(Conversation conversation) {
        out.printf("%-14s %8s %8s %6s %10s %5s %s%n", "MEDIA (PCMA)", "SENT", "RECEIVED", "LOST", "JITTER ms", "MOS", "TONE RECOGNISED");
        print("alice -> bob", conversation.heardByCaller().sent(), conversation.heardByCalled());
        print("bob -> alice", conversation.heardByCalled().sent(), conversation.heardByCaller());
    }

    private void print(String direction, long sent, MediaQuality heard) {
        out.printf("%-14s %8d %8d %6d %10.2f %5.2f %s%n", direction, sent, heard.received(), heard.lost(), heard.jitterMillis(), heard.mos(),
            heard.toneRecognised() ? "yes" : "no");
    }

    private void printCdr(Optional<JsonNode> cdr) {
        out.println("\nCDR from /api/calls/");
        if (cdr.isEmpty()) {
            out.println("  none within " + CDR_LIMIT.toSeconds() + " s");
            return;
        }
        for (String field : CDR_FIELDS) {
            out.printf("  %-24s %s%n", field, cdr.get().path(field).asString());
        }
    }

    private static boolean isRight(JsonNode cdr, Duration talk) {
        return cdr.path("source_user").asString().equals("alice") && cdr.path("destination_user").asString().equals("bob")
            && cdr.path("source_cli").asString().equals("4311001") && cdr.path("call_type").asString().equals("call")
            && cdr.path("call_status").asString().equals("ok") && cdr.path("call_code").asString().equals("200")
            && Math.abs(cdr.path("duration").asDouble() - talk.toMillis() / 1000.0) < 1.5;
    }

    private void printHowToConnect(Account bob) {
        out.println("\nA phone of your own: proxy/registrar " + access.plain().getHostString() + ":" + access.plain().getPort() + " (UDP or TCP; TLS "
            + access.tls().getPort() + ", WebSocket " + access.webSocket().getPort() + "), domain "
            + bob.domain() + ",\n  user alice or bob, password alice-secret or bob-secret; bob is reached as sip:bob@" + bob.domain() + " or 4311002");
    }
}
