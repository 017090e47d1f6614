package io.tandem.sip.transaction;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Protocol;
import io.tandem.sip.transport.SipTransport;

import static org.assertj.core.api.Assertions.assertThat;

/** The far end of a layer's ladder: hears what the layer sends, says what the test lets it say. Also records what the user hears. */
final class Peer implements SipTransport, TransactionUser, ClientTransactionListener {
    static final Flow UDP = flow(Protocol.UDP);
    static final Flow TCP = flow(Protocol.TCP);
    static final Duration T1 = Duration.ofMillis(500);

    final ManualScheduler time = new ManualScheduler();
    final Deque<SipMessage> heard = new ArrayDeque<>();
    final Deque<ServerTransaction> requests = new ArrayDeque<>();
    final List<SipMessage> acks = new ArrayList<>();
    final List<SipMessage> cancels = new ArrayList<>();
    final List<SipMessage> responses = new ArrayList<>();
    final List<SipMessage> strays = new ArrayList<>();
    final List<String> ends = new ArrayList<>();
    final TransactionLayer layer;
    Optional<RuntimeException> transportFailure = Optional.empty();
    Optional<RuntimeException> userFailure = Optional.empty();
    Flow lastFlow = UDP;

    Peer() {
        this(TransactionLimits.standard());
    }

    Peer(TransactionLimits limits) {
        layer = new TransactionLayer(this, time, this, TransactionTimers.rfc3261(), "127.0.0.1:5062", limits);
    }

    private static Flow flow(Protocol protocol) {
        return new Flow(protocol, new InetSocketAddress("127.0.0.1", 5062), new InetSocketAddress("127.0.0.2", 5060), protocol == Protocol.UDP ? 0 : 7);
    }

    // what the peer does

    static String request(String method, String branch, String... headers) {
        return method + " sip:bob@biloxi.example SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2:5060;branch=" + branch
                + "\r\nFrom: <sip:alice@atlanta.example>;tag=a1\r\nTo: <sip:bob@biloxi.example>\r\nCall-ID: c1\r\nCSeq: 1 " + method
                + "\r\nMax-Forwards: 70\r\n" + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList()) + "Content-Length: 0\r\n\r\n";
    }

    static SipMessage message(String text) {
        return SipMessage.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    Peer says(String text) {
        return says(text, UDP);
    }

    Peer says(String text, Flow flow) {
        layer.onMessage(message(text), flow);
        return this;
    }

    /** Answers a request that the layer sent. */
    Peer answers(SipMessage request, int status, String toTag) {
        SipMessage response = SipMessage.response(request, status, "Reason");
        if (!toTag.isEmpty()) response.set("To", response.to().withTag(toTag).toString());
        layer.onMessage(SipMessage.parse(response.toBytes()), UDP);
        return this;
    }

    /** Acknowledges a response of the layer on the branch given. */
    Peer acknowledges(SipMessage response, String branch) {
        return says(request("ACK", branch).replace("To: <sip:bob@biloxi.example>", "To: " + response.header("To").orElseThrow()));
    }

    SipMessage hears(String start) {
        assertThat(heard).as("message " + start).isNotEmpty();
        SipMessage message = heard.remove();
        assertThat(message.toString()).startsWith(start);
        return message;
    }

    Peer hearsNothing() {
        assertThat(heard.stream().map(m -> m.toString().lines().findFirst().orElse(""))).isEmpty();
        return this;
    }

    Peer passes(Duration duration) {
        time.passes(duration);
        return this;
    }

    // what the user does

    ServerTransaction userGets(String method) {
        assertThat(requests).isNotEmpty();
        ServerTransaction tx = requests.remove();
        assertThat(tx.request().method()).isEqualTo(method);
        return tx;
    }

    static void respond(ServerTransaction tx, int status) {
        SipMessage response = SipMessage.response(tx.request(), status, "Reason");
        if (status > 100) response.set("To", response.to().withTag("t1").toString());
        tx.respond(response);
    }

    ClientTransaction userSends(String method, Flow flow) {
        return layer.send(SipMessage.request(method, "sip:bob@biloxi.example").header("From", "<sip:alice@atlanta.example>;tag=a1")
                .header("To", "<sip:bob@biloxi.example>").header("Call-ID", "c2").header("CSeq", "9 " + method)
                .header("Route", "<sip:127.0.0.2:5060;lr>").header("Max-Forwards", "70").build(), flow, this);
    }

    void isIdle() {
        assertThat(layer.size()).isZero();
        assertThat(layer.pending()).isZero();
        assertThat(time.waiting()).isZero();
        hearsNothing();
    }

    // what the layer calls

    @Override
    public void send(SipMessage message, Flow flow) {
        if (transportFailure.isPresent()) throw transportFailure.get();
        lastFlow = flow;
        heard.add(SipMessage.parse(message.toBytes()));
    }

    @Override
    public void onRequest(ServerTransaction tx) {
        requests.add(tx);
        if (userFailure.isPresent()) throw userFailure.get();
    }

    @Override
    public void onAck(SipMessage ack, Flow source) {
        acks.add(ack);
    }

    @Override
    public void onCancel(ServerTransaction invite, SipMessage cancel) {
        cancels.add(cancel);
        respond(invite, 487);
    }

    @Override
    public void onStrayResponse(SipMessage response, Flow source) {
        strays.add(response);
    }

    @Override
    public void onResponse(ClientTransaction tx, SipMessage response) {
        responses.add(response);
        if (userFailure.isPresent()) throw userFailure.get();
    }

    @Override
    public void onTimeout(ClientTransaction tx) {
        ends.add("timeout");
    }

    @Override
    public void onTransportError(ClientTransaction tx, Exception cause) {
        ends.add("error " + cause.getMessage());
    }

    List<Integer> statuses() {
        return responses.stream().map(SipMessage::status).toList();
    }
}
