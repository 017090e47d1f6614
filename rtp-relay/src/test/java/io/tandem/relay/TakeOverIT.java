package io.tandem.relay;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tandem.relay.srtp.CryptoSuite;
import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.NgDatagram;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.SessionDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two relays, a Redis, one shared address: the active one is killed, the other goes on. Needs root. */
class TakeOverIT {
    private static final int ROUNDS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private PairLab lab;
    private DatagramSocket ng;
    private int cookie;

    @BeforeEach
    void up() throws Exception {
        lab = PairLab.up();
        ng = lab.amongPhones(() -> new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(PairLab.PHONES), 0)));
        ng.setSoTimeout(5000);
    }

    @AfterEach
    void down() throws Exception {
        if (lab == null) return;
        ng.close();
        lab.close();
    }

    private Value.Dictionary command(int node, Value.Builder command) throws Exception {
        byte[] request = NgDatagram.write("t" + cookie++, Encoding.BENCODE.encode(command.build()));
        ng.send(new DatagramPacket(request, request.length, InetAddress.ofLiteral(PairLab.own(node)), PairedRelay.NG_PORT));
        DatagramPacket reply = new DatagramPacket(new byte[65_536], 65_536);
        ng.receive(reply);
        NgDatagram datagram = NgDatagram.parse(reply.getData(), 0, reply.getLength()).orElseThrow();
        Value.Dictionary answer = Encoding.BENCODE.decode(datagram.data(), datagram.payloadOffset(), datagram.payloadLength());
        assertThat(answer.text("result")).as("%s", answer).contains("ok");
        return answer;
    }

    private SessionDescription described(String name, String callId, String sdp, String flags) throws Exception {
        return SessionDescription.parse(command(0, NgClient.named(name).put("call-id", callId).put("from-tag", "a").put("to-tag", "b").put("sdp", sdp)
                .put("rtpp-flags", flags)).text("sdp").orElseThrow());
    }

    private void call(String callId, LabPhone a, LabPhone b, String flags) throws Exception {
        b.got(described("offer", callId, a.sdp(), flags));
        a.got(described("answer", callId, b.sdp(), ""));
    }

    private static void talk(LabPhone a, LabPhone b, int payload) throws Exception {
        a.sends(payload);
        b.expects(payload);
        b.sends(payload + 1);
        a.expects(payload + 1);
    }

    private static void awaits(PairLab.Relay relay, String what, String answer) {
        await().atMost(PATIENCE).until(() -> relay.ask(what).equals(answer));
    }

    /** @return milliseconds from the order to the first packet that arrives */
    private long takeOver(PairLab.Relay first, PairLab.Relay second, LabPhone a, LabPhone b) throws Exception {
        Thread.sleep(2300);                                       // figures are told once a second: there is no clock to move here
        first.kill();
        lab.address(0, false);
        long start = System.nanoTime();
        lab.address(1, true);
        second.ask("active");
        a.sendsUntilHeardBy(b);
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static String packets(Value.Dictionary report) {
        return report.dictionary("totals").flatMap(totals -> totals.dictionary("RTP")).flatMap(rtp -> rtp.text("packets")).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "EBPF"})
    void aCallGoesOnAtTheOtherRelayWhenItsOwnIsKilled(String kernel) throws Exception {
        try (PairLab.Relay first = lab.relay(0, false, kernel); PairLab.Relay second = lab.relay(1, true, kernel);
                LabPhone a = new LabPhone(lab, PairLab.PHONES, 0xA); LabPhone b = new LabPhone(lab, PairLab.PHONES, 0xB)) {
            awaits(first, "ready", "true");
            awaits(second, "ready", "true");
            call("plain", a, b, "");
            for (int i = 0; i < 25; i++) {
                talk(a, b, 2 * i);
            }
            if (kernel.equals("EBPF")) awaits(first, "flows", "2");
            awaits(second, "sessions", "1");
            long millis = takeOver(first, second, a, b);
            System.out.println("jt: take-over, kernel " + kernel + ": " + millis + " ms from the order to the first packet");
            for (int i = 0; i < 25; i++) {
                talk(a, b, 60 + 2 * i);
            }
            if (kernel.equals("EBPF")) awaits(second, "flows", "2");
            Thread.sleep(1200);                                   // the kernel's own figures come once a second, too
            int sent = a.sent() + b.sent();
            String packets = packets(command(1, NgClient.named("delete").put("call-id", "plain").put("delete-delay", 0)));
            assertThat(Integer.parseInt(packets)).isEqualTo(sent - a.lost());
            awaits(second, "sessions", "0");
        }
    }

    @Test
    void anSrtpCallGoesOnBehindItsRollOver() throws Exception {
        try (PairLab.Relay first = lab.relay(0, false, "OFF"); PairLab.Relay second = lab.relay(1, true, "OFF");
                LabPhone a = new LabPhone(lab, PairLab.PHONES, 0xA).encrypts(CryptoSuite.AES_CM_128_HMAC_SHA1_80).beginsAt(65_520);
                LabPhone b = new LabPhone(lab, PairLab.PHONES, 0xB).beginsAt(65_520)) {
            awaits(first, "ready", "true");
            awaits(second, "ready", "true");
            call("secure", a, b, "transport-protocol=RTP/AVP");
            for (int i = 0; i < 40; i++) {
                talk(a, b, 2 * i);                                 // sequence numbers begin anew on the way
            }
            awaits(second, "sessions", "1");
            takeOver(first, second, a, b);
            for (int i = 0; i < 10; i++) {
                talk(a, b, 2 * i);
            }
        }
    }

    /** What a shadow costs; {@code -Dtandem.test.shadows} for more of them. */
    @Test
    void callsAreShadowedCheaply() throws Exception {
        int calls = Integer.getInteger("tandem.test.shadows", 300);
        try (PairLab.Relay first = lab.relay(0, false, "OFF"); PairLab.Relay second = lab.relay(1, true, "OFF");
                LabPhone a = new LabPhone(lab, PairLab.PHONES, 0xA); LabPhone b = new LabPhone(lab, PairLab.PHONES, 0xB)) {
            awaits(first, "ready", "true");
            awaits(second, "ready", "true");
            List<String> empty = List.of(second.ask("figures").split(" "));
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                call("load-" + i, a, b, "");
                talk(a, b, i & 0x3F);
                ports.add(a.relay().getPort());
            }
            awaits(second, "sessions", Integer.toString(calls));
            List<String> full = List.of(second.ask("figures").split(" "));
            for (int round = 0; round < ROUNDS; round++) {
                for (int port : ports) {
                    a.sendsTo(PairLab.SHARED, port).sends(1);      // every call has news in every second
                }
                Thread.sleep(1000);
            }
            long cpuMillis = Long.parseLong(second.ask("figures").split(" ")[1]) - Long.parseLong(full.getLast());
            b.drains();
            long kibibytes = Long.parseLong(full.getFirst()) - Long.parseLong(empty.getFirst());
            System.out.println("jt: shadow of " + calls + " calls: " + kibibytes * 1024 / calls + " octets of heap a call, CPU "
                    + (Long.parseLong(full.getLast()) - Long.parseLong(empty.getLast())) * 1000 / calls + " us for the set-up of a call, "
                    + cpuMillis * 1000 / ROUNDS / calls + " us a second of a call");
            assertThat(kibibytes).isLessThan(60L * calls);
            long millis = takeOver(first, second, a, b);
            System.out.println("jt: take-over of " + calls + " calls: " + millis + " ms from the order to the first packet");
            talk(a, b, 1);
        }
    }
}
