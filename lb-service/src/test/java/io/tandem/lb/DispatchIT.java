package io.tandem.lb;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.HexFormat;
import java.util.Map;

import io.tandem.lb.target.Proxies;
import io.tandem.lb.target.TargetState;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two proxies behind the real service, one of which dies; closed connections; STUN. */
class DispatchIT {

    private static final int T1_MILLIS = 500;

    private static String via(UdpParty party, String branch) {
        return "SIP/2.0/UDP " + party.hostPort() + ";branch=z9hG4bK" + branch;
    }

    private static String message(UdpParty alice, String callId) {
        return Requests.request(callId, "MESSAGE", "sip:bob@example.org", via(alice, callId));
    }

    /** Waits for a message with this Call-ID for the time of a first retransmission. */
    private static boolean hears(DatagramSocket proxy, String callId) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        proxy.setSoTimeout(T1_MILLIS);
        try {
            while (true) {
                proxy.receive(packet);
                SipMessage received = SipMessage.parse(packet.getData(), 0, packet.getLength());
                if (received.callId().equals(callId)) {
                    return true;
                }
                byte[] alive = SipMessage.response(received, 200, "OK").toBytes();
                proxy.send(new DatagramPacket(alive, alive.length, packet.getSocketAddress()));
            }
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void theRetransmissionToADeadProxyMeetsTheNextOne() throws IOException {
        try (DatagramSocket second = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); UdpParty alice = new UdpParty();
             RunningLb lb = RunningLb.start("--tandem.lb.target.proxies[1].address=127.0.0.1:" + second.getLocalPort())) {
            String dead = "";
            for (int i = 0; dead.isEmpty(); i++) { // a Call-ID of the first proxy, which says nothing from now on
                alice.sends(message(alice, "call-" + i), lb.udp());
                dead = hears(second, "call-" + i) ? "" : "call-" + i;
            }
            boolean heard = false;
            for (int i = 0; i < 4 && !heard; i++) { // the first retransmission already, unless this machine is very slow
                alice.sends(message(alice, dead), lb.udp());
                heard = hears(second, dead);
            }
            assertThat(heard).isTrue();
            Map<String, TargetState> states = lb.service().getBean(Proxies.class).states();
            assertThat(states.get(lb.proxy().hostPort())).isNotEqualTo(TargetState.ACTIVE);
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
