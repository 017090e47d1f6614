package io.tandem.ha.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.tandem.sip.message.SipMessage;

/** Two parties that call each other over a B2BUA: {@code address port own-address calls file}. Once {@code file.dial} is there, they dial once more; once the
 * file is there, one party of each call hangs up, in
 * turn, and repeats its BYE until it is answered (RFC 3261 §17.1.2.2). Prints what has become of the calls. */
final class CallParties {
    private static final long REPEAT_NANOS = 500_000_000;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final InetSocketAddress b2bua;
    private final String own;
    private final DatagramChannel alice;
    private final DatagramChannel bob;
    private final Map<String, Pending> pending = new HashMap<>();
    private final Map<String, SipMessage> answers = new HashMap<>();
    private final Map<String, SipMessage> invites = new HashMap<>();
    private final Map<String, SipMessage> up = new HashMap<>();
    private final Set<String> acknowledged = new HashSet<>();
    private final Set<String> heard = new HashSet<>();
    private final Set<String> answered = new HashSet<>();

    private record Pending(DatagramChannel from, byte[] request, long at) {}

    private CallParties(InetSocketAddress b2bua, String own) throws IOException {
        this.b2bua = b2bua;
        this.own = own;
        alice = open(6001);
        bob = open(6002);
    }

    private DatagramChannel open(int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, 4_000_000).bind(new InetSocketAddress(own, port));
        channel.configureBlocking(false);
        return channel;
    }

    public static void main(String[] arguments) throws Exception {
        int calls = Integer.parseInt(arguments[3]);
        var parties = new CallParties(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])), arguments[2]);
        for (int i = 0; i < calls; i++) parties.invite("call-" + i);
        parties.until(() -> parties.acknowledged.size() == calls);
        System.out.println("up " + parties.acknowledged.size());
        while (!Files.exists(Path.of(arguments[4] + ".dial"))) parties.turn();
        long dialled = System.nanoTime();
        parties.invite("dialled");
        parties.until(() -> parties.acknowledged.contains("dialled"));
        System.out.println("dialled " + (System.nanoTime() - dialled) / 1_000_000);
        while (!Files.exists(Path.of(arguments[4]))) parties.turn();
        for (int i = 0; i < calls; i++) parties.hangUp("call-" + i, i % 2 == 0);
        parties.until(() -> parties.heard.size() == calls && parties.answered.size() == calls);
        System.out.println("answered " + parties.answered.size() + ", heard by the other party " + parties.heard.size() + ", of " + calls);
        parties.invite("new");
        parties.until(() -> parties.acknowledged.contains("new"));
        System.out.println("new call " + (parties.acknowledged.contains("new") ? "up" : "failed"));
    }

    private void until(BooleanSupplier done) throws Exception {
        long start = System.nanoTime();
        while (!done.getAsBoolean() && System.nanoTime() - start < PATIENCE_NANOS) turn();
    }

    private void turn() throws Exception {
        boolean idle = true;
        for (DatagramChannel party : new DatagramChannel[] {alice, bob}) {
            ByteBuffer packet = ByteBuffer.allocate(8192);
            if (party.receive(packet) == null) continue;
            idle = false;
            byte[] bytes = new byte[packet.flip().remaining()];
            packet.get(bytes);
            take(party, SipMessage.parse(bytes));
        }
        long now = System.nanoTime();
        for (Map.Entry<String, Pending> each : pending.entrySet()) {
            Pending request = each.getValue();
            if (now - request.at() < REPEAT_NANOS) continue;
            each.setValue(new Pending(request.from(), request.request(), now));
            request.from().send(ByteBuffer.wrap(request.request()), b2bua);
        }
        if (idle) Thread.sleep(1);
    }

    private void take(DatagramChannel party, SipMessage message) throws IOException {
        String callId = message.callId().replace("_pbx-1", "");
        if (message.isRequest()) {
            serve(party, callId, message);
            return;
        }
        if (message.status() > 100) pending.remove(message.method() + message.callId());
        if (message.status() < 200) return;
        if (message.method().equals("BYE") && message.status() == 200) answered.add(callId);
        if (message.method().equals("INVITE") && message.status() == 200) {
            up.putIfAbsent(callId, message);
            send(alice, request("ACK", message.callId(), 1, from(), message.header("To").orElseThrow(), 6001));
        }
    }

    private void serve(DatagramChannel party, String callId, SipMessage request) throws IOException {
        switch (request.method()) {
            case "INVITE" -> {
                invites.putIfAbsent(callId, request);
                SipMessage ok = answers.computeIfAbsent(callId, _ -> SipMessage.response(request, 200, "OK")
                    .set("To", request.header("To").orElseThrow() + ";tag=b-" + callId).set("Contact", "<sip:bob@%s:6002>".formatted(own))
                    .body("application/sdp", "v=0".getBytes()));
                send(party, ok);
            }
            case "ACK" -> acknowledged.add(callId);
            case "BYE" -> {
                heard.add(callId);
                send(party, SipMessage.response(request, 200, "OK"));
            }
            default -> send(party, SipMessage.response(request, 405, "No"));
        }
    }

    private void invite(String callId) throws IOException {
        SipMessage invite = request("INVITE", callId, 1, from(), "<sip:bob@example.org>", 6001);
        invite.set("P-Proxy-Uri", "sip:%s:6002".formatted(own)).set("P-App-Name", "sbc").set("P-App-Param", "calltimer=21600");
        repeat(alice, invite.body("application/sdp", "v=0".getBytes()));
    }


    private void hangUp(String callId, boolean byCaller) throws IOException {
        if (byCaller) {
            repeat(alice, request("BYE", callId, 2, from(), up.get(callId).header("To").orElseThrow(), 6001));
        } else {
            SipMessage invite = invites.get(callId);
            repeat(bob, request("BYE", invite.callId(), 1, answers.get(callId).header("To").orElseThrow(), invite.header("From").orElseThrow(), 6002));
        }
    }

    private static String from() { return "<sip:alice@example.org>;tag=a"; }

    private SipMessage request(String method, String callId, int cSeq, String from, String to, int port) {
        return SipMessage.request(method, "sip:%s:%d".formatted(b2bua.getAddress().getHostAddress(), b2bua.getPort()))
            .header("Via", "SIP/2.0/UDP %s:%d;branch=z9hG4bK-%s-%s-%d".formatted(own, port, callId, method, cSeq)).header("Max-Forwards", "70")
            .header("From", from).header("To", to).header("Call-ID", callId).header("CSeq", cSeq + " " + method)
            .header("Contact", "<sip:alice@%s:%d>".formatted(own, port)).build();
    }

    private void repeat(DatagramChannel party, SipMessage request) throws IOException {
        pending.put(request.method() + request.callId(), new Pending(party, request.toBytes(), System.nanoTime()));
        send(party, request);
    }

    private void send(DatagramChannel party, SipMessage message) throws IOException { party.send(ByteBuffer.wrap(message.toBytes()), b2bua); }
}
