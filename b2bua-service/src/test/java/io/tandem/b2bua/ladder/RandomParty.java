package io.tandem.b2bua.ladder;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import io.tandem.sip.message.SipMessage;

/** A party without manners: answers what it got in any order or not at all, and sends requests whenever it likes. */
final class RandomParty {
    private static final int[] PROVISIONALS = {100, 180, 181, 183};
    private static final int[] REFUSALS = {302, 404, 408, 481, 486, 487, 491, 500, 603};
    private static final String[] WITHIN = {"BYE", "INVITE", "INVITE", "UPDATE", "UPDATE", "INFO", "PRACK", "REFER", "JUMP"};

    /** Tags whose 2xx to the first INVITE was sent in time to be heard. */
    final Set<String> accepted = new HashSet<>();
    /** To tags of ACKs that came for the first INVITE, and of BYEs in either direction. */
    final Set<String> acknowledged = new HashSet<>();
    final Set<String> ended = new HashSet<>();
    private final Exchange exchange;
    private final Random random;
    private final InetSocketAddress address;
    private final List<SipMessage> requests = new ArrayList<>();
    private final List<SipMessage> successes = new ArrayList<>();
    private final List<SipMessage> provisionals = new ArrayList<>();
    private Optional<Heading> dialog = Optional.empty();
    private boolean refused;
    private long cSeq = 500;
    private int branch;

    /** Who we are and whom we talk to. */
    private record Heading(String callId, String from, String to) {}

    RandomParty(Exchange exchange, Random random, int port) {
        this.exchange = exchange;
        this.random = random;
        this.address = new InetSocketAddress("127.0.0.1", port);
    }

    void act() {
        read();
        switch (random.nextInt(4)) {
            case 0, 1 -> answer();
            case 2 -> acknowledge();
            default -> dialog.ifPresent(this::ask);
        }
    }

    void read() {
        for (SipMessage message = box(); message != null; message = box()) {
            if (message.isRequest()) take(message);
            else if (message.status() / 100 == 2 && message.method().equals("INVITE")) successes.add(message);
            else if (message.has("RSeq")) provisionals.add(message);
            if (!message.isRequest() && message.toTag().isPresent() && message.status() < 300) {
                dialog = Optional.of(new Heading(message.callId(), header(message, "From"), header(message, "To")));
            }
        }
    }

    private SipMessage box() {
        return exchange.box(address).poll();
    }

    private void take(SipMessage request) {
        if (request.method().equals("ACK") && request.cSeq() == 1) request.toTag().ifPresent(acknowledged::add);
        else if (request.method().equals("BYE")) request.toTag().ifPresent(ended::add);
        if (!request.method().equals("ACK")) requests.add(request);
    }

    private void answer() {
        if (requests.isEmpty()) return;
        SipMessage request = requests.get(random.nextInt(requests.size()));
        boolean invite = request.method().equals("INVITE");
        boolean first = invite && request.toTag().isEmpty();
        int status = invite && random.nextInt(3) > 0 ? PROVISIONALS[random.nextInt(4)] : random.nextInt(3) > 0 ? 200 : REFUSALS[random.nextInt(9)];
        String tag = "b" + random.nextInt(3);
        if (first && status == 200 && !refused) accepted.add(tag);
        if (first && status >= 300) refused = true;
        exchange.receive(response(request, status, tag), address);
        if (first && status > 100 && status < 300) dialog = Optional.of(new Heading(request.callId(), header(request, "To") + ";tag=" + tag,
            header(request, "From")));
    }

    private SipMessage response(SipMessage request, int status, String tag) {
        SipMessage response = SipMessage.response(request, status, "Because");
        if (request.toTag().isEmpty() && status > 100) response.set("To", header(request, "To") + ";tag=" + tag);
        response.set("Contact", "<sip:x@127.0.0.1:" + address.getPort() + ">");
        if (status > 100 && status < 200 && random.nextBoolean()) response.set("Require", "100rel").set("RSeq", "" + (1 + random.nextInt(3)));
        return Party.body(response, random.nextBoolean() ? "sdp" : "");
    }

    private void acknowledge() {
        if (successes.isEmpty()) return;
        SipMessage ok = successes.get(random.nextInt(successes.size()));
        exchange.receive(request("ACK", new Heading(ok.callId(), header(ok, "From"), header(ok, "To"))).set("CSeq", ok.cSeq() + " ACK"), address);
    }

    private void ask(Heading heading) {
        SipMessage request = request(WITHIN[random.nextInt(WITHIN.length)], heading);
        if (request.method().equals("BYE")) request.fromTag().ifPresent(ended::add);
        if (request.method().equals("PRACK") && !provisionals.isEmpty()) {
            SipMessage progress = provisionals.get(random.nextInt(provisionals.size()));
            request.set("RAck", header(progress, "RSeq") + " " + progress.cSeq() + " INVITE");
        }
        exchange.receive(Party.body(request, random.nextBoolean() ? "sdp" : ""), address);
    }

    private SipMessage request(String method, Heading heading) {
        cSeq += random.nextInt(2);
        return SipMessage.request(method, "sip:127.0.0.1:5080").header("Via", "SIP/2.0/UDP 127.0.0.1:" + address.getPort() + ";branch=z9hG4bKr"
                + address.getPort() + "-" + branch++)
            .header("Max-Forwards", "70").header("From", heading.from()).header("To", heading.to()).header("Call-ID", heading.callId())
            .header("CSeq", cSeq + " " + method).header("Contact", "<sip:x@127.0.0.1:" + address.getPort() + ">").build();
    }

    private static String header(SipMessage message, String name) {
        return message.header(name).orElseThrow();
    }
}
