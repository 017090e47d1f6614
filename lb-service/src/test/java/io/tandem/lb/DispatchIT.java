package io.tandem.lb;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

import io.tandem.lb.target.Proxies;
import io.tandem.lb.target.TargetState;
import io.tandem.net.EventLoop;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two proxies behind the real service, one of which dies; closed connections; STUN. */
class DispatchIT {

    private static String via(UdpParty party, String branch) {
        return "SIP/2.0/UDP " + party.hostPort() + ";branch=z9hG4bK" + branch;
    }

    private static String message(UdpParty alice, String callId) {
        return Requests.request(callId, "MESSAGE", "sip:bob@example.org", via(alice, callId));
    }

    /** The first of many Call-IDs that goes to the proxy at this address. */
    private static String callOf(RunningLb lb, UdpParty proxy) {
        Proxies proxies = lb.service().getBean(Proxies.class);
        EventLoop loop = lb.service().getBean(LbEdge.class).loop();
        CompletableFuture<String> found = new CompletableFuture<>();
        loop.execute(() -> {
            for (int i = 0; i < 10_000 && !found.isDone(); i++) {
                byte[] callId = ("call-" + i).getBytes(US_ASCII);
                PeerAddress target = proxies.forCallId(callId, 0, callId.length, loop.nanoTime());
                if (target != null && target.getPort() == proxy.port()) {
                    found.complete("call-" + i);
                }
            }
            found.completeExceptionally(new AssertionError("no Call-ID goes to " + proxy.hostPort()));
        });
        return found.join();
    }

    private static TargetState stateOf(RunningLb lb, UdpParty proxy) {
        return lb.service().getBean(Proxies.class).states().get(proxy.hostPort());
    }

    @Test
    void theRetransmissionToADeadProxyMeetsTheNextOne() throws IOException {
        try (UdpParty second = new UdpParty(); UdpParty alice = new UdpParty();
             RunningLb lb = RunningLb.start("--tandem.lb.target.proxies[1].address=" + second.hostPort())) {
            UdpParty first = lb.proxy();
            first.answersAProbe();
            second.answersAProbe();
            await().until(() -> stateOf(lb, first) == TargetState.ACTIVE && stateOf(lb, second) == TargetState.ACTIVE);
            String callId = callOf(lb, first);
            alice.sends(message(alice, callId), lb.udp());
            await().until(() -> stateOf(lb, first) == TargetState.SUSPECT); // it says nothing from now on
            alice.sends(message(alice, callId), lb.udp());
            assertThat(second.receives().callId()).isEqualTo(callId);
        }
    }

    @Test
    void aProxyThatIsNewInTheListGetsNothingBeforeItHasAnsweredAProbe() throws IOException {
        try (UdpParty second = new UdpParty(); UdpParty alice = new UdpParty();
             RunningLb lb = RunningLb.start("--tandem.lb.target.proxies[1].address=" + second.hostPort())) {
            UdpParty first = lb.proxy();
            first.answersAProbe();
            await().until(() -> stateOf(lb, first) == TargetState.ACTIVE);
            assertThat(stateOf(lb, second)).isEqualTo(TargetState.NEW);
            for (int i = 0; i < 20; i++) {
                alice.sends(message(alice, "early-" + i), lb.udp());
                assertThat(first.receives().callId()).isEqualTo("early-" + i);
            }
            second.answersAProbe();
            await().until(() -> stateOf(lb, second) == TargetState.ACTIVE);
            String callId = callOf(lb, second);
            alice.sends(message(alice, callId), lb.udp());
            assertThat(second.receives().callId()).isEqualTo(callId);
        }
    }

    @Test
    void theProxyIsToldThatAConnectionOverWhichAPhoneRegisteredHasClosed() throws IOException {
        try (RunningLb lb = RunningLb.start()) {
            SipMessage register;
            try (TcpParty phone = new TcpParty(lb.tcp())) {
                phone.sends(Requests.request("reg-1", "REGISTER", "sip:example.org", "SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKr1",
                        "Contact: <sip:alice@127.0.0.1:9;transport=tcp>"));
                register = lb.proxy().receives();
            }
            String path = register.header("Path").orElseThrow();
            SipMessage notice = lb.proxy().receivesNotice();
            assertThat(notice.method()).isEqualTo("NOTIFY");
            assertThat(notice.header("Event")).contains("tandem-flow");
            assertThat(notice.has("P-NGCP-Src-Ip")).isFalse();
            String connection = path.substring(path.indexOf(";conn=") + 6, path.indexOf('>'));
            String received = path.substring(path.indexOf(";received=") + 10, path.indexOf(";socket=")).replace("%3B", ";");
            assertThat(new String(notice.body(), US_ASCII)).isEqualTo("connection=" + connection + ";received=" + received + "\r\n");
            lb.proxy().sends(SipMessage.response(notice, 503, "Service Unavailable"), lb.udp());
            SipMessage again = lb.proxy().receivesNotice();
            assertThat(again.body()).isEqualTo(notice.body());
            lb.proxy().sends(SipMessage.response(again, 200, "OK"), lb.udp());
            await().until(() -> lb.proxy().hearsNothing());
        }
    }

    @Test
    void aBindingRequestOnTheSipPortIsAnswered() throws IOException {
        try (RunningLb lb = RunningLb.start(); DatagramSocket phone = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            byte[] request = HexFormat.of().parseHex("000100002112a442b7e7a701bc34d686fa87dfae");
            phone.send(new DatagramPacket(request, request.length, lb.udp()));
            phone.setSoTimeout(5_000);
            DatagramPacket answer = new DatagramPacket(new byte[200], 200);
            phone.receive(answer);
            assertThat(answer.getLength()).isEqualTo(32);
            assertThat(HexFormat.of().formatHex(answer.getData(), 0, 28)).isEqualTo("0101000c2112a442b7e7a701bc34d686fa87dfae002000080001"
                    + HexFormat.of().toHexDigits((short) (phone.getLocalPort() ^ 0x2112)));
        }
    }
}
