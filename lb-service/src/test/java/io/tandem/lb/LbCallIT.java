package io.tandem.lb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Registrations and calls through the whole service, between a fake proxy and real sockets of phones. */
@Timeout(60)
class LbCallIT extends PhonesAtTheEdge {

    private static SipMessage answer(SipMessage request, int status, String reason, String toTag) {
        SipMessage response = SipMessage.response(request, status, reason);
        return request.toTag().isPresent() ? response : response.set("To", request.header("To").orElseThrow() + ";tag=" + toTag);
    }

    private static List<String> routeSet(SipMessage message) {
        return message.headers("Record-Route");
    }

    @Test
    void registersWithPathAndInternalHeaders() throws Exception {
        // A ── REGISTER ─▶ LB ── REGISTER ─▶ P
        alice.sends(request("REGISTER", "sip:example.org", "SIP/2.0/UDP 10.1.2.3:5060;branch=z9hG4bKr1;rport", "<sip:alice@example.org>",
                "Max-Forwards: 70", contact(alice)), udp);
        SipMessage atProxy = proxy.receives();
        assertThat(atProxy.header("Path")).contains(
                "<sip:lb@%s;lr;received=sip:%s;socket=sip:%s>".formatted(at(udp), alice.hostPort(), at(udp)));
        assertThat(atProxy.maxForwards()).isEqualTo(69);
        assertThat(atProxy.headers("Via")).hasSize(2);
        assertThat(atProxy.headers("Via").get(1)).isEqualTo("SIP/2.0/UDP 10.1.2.3:5060;branch=z9hG4bKr1;received=127.0.0.1;rport=" + alice.port());
        assertThat(atProxy.header("P-NGCP-Src-Ip")).contains("127.0.0.1");
        assertThat(atProxy.header("P-NGCP-Src-Port")).contains(Integer.toString(alice.port()));
        assertThat(atProxy.header("P-NGCP-Src-Proto")).contains("udp");
        assertThat(atProxy.header("P-NGCP-Src-Af")).contains("4");
        assertThat(atProxy.header("P-NGCP-Src-Nat")).contains("1");
        assertThat(atProxy.header("P-Sock-Info")).contains("udp:" + at(udp));
        assertThat(atProxy.header("P-LB-Uptime")).isPresent();
        // A ◀─ 401 ─── LB ◀─ 401 ─── P
        proxy.sends(answer(atProxy, 401, "Unauthorized", "p1").add("P-NGCP-Auth-IP", "127.0.0.1").add("WWW-Authenticate", "Digest realm=\"x\""), udp);
        SipMessage atAlice = alice.receives();
        assertThat(atAlice.status()).isEqualTo(401);
        assertThat(atAlice.headers("Via")).hasSize(1);
        assertThat(atAlice.has("P-NGCP-Auth-IP")).isFalse();
    }

    @Test
    void callsBothWaysThroughTheRecordRoutePair() throws Exception {
        // A ── INVITE ─▶ LB ── INVITE ─▶ P, A ◀─ 100 ─ LB ◀─ 100 ─ P
        alice.sends(request("INVITE", "sip:bob@example.org", via(alice, "i1"), contact(alice)), udp);
        SipMessage inward = proxy.receives();
        proxy.sends(answer(inward, 100, "Trying", ""), udp);
        assertThat(alice.receives().status()).isEqualTo(100);
        assertThat(inward.maxForwards()).isEqualTo(70);
        assertThat(inward.header("Contact")).contains("<sip:user@%s;alias=127.0.0.1~%d~1>".formatted(alice.hostPort(), alice.port()));
        assertThat(routeSet(inward)).hasSize(2).allMatch(route -> route.startsWith("<sip:" + at(udp) + ";r2=on;lr=on;ftag=a1;ngcplb=yes"));
        // P ── INVITE (leg B) ─▶ LB ── INVITE ─▶ B
        String legB = callId + "_pbx-1";
        proxy.sends(("INVITE sip:bob@%s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKp1\r\nFrom: <sip:alice@example.org>;tag=s1\r\n"
                + "To: <sip:bob@example.org>\r\nCall-ID: %s\r\nCSeq: 7 INVITE\r\nMax-Forwards: 69\r\nContact: <sip:127.0.0.1:15080;transport=udp>\r\n"
                + "P-D-Uri: sip:lb@%s;lr;received=sip:%s;socket=sip:%s\r\nP-Caller-UUID: u\r\nP-Asserted-Identity: <sip:a@b>\r\n"
                + "Record-Route: <sip:%s;lr;leg_b=1>\r\nContent-Length: 0\r\n\r\n")
                .formatted(bob.hostPort(), proxy.hostPort(), legB, at(udp), bob.hostPort(), at(udp), proxy.hostPort()), udp);
        SipMessage atBob = bob.receives();
        String token = HexFormat.of().formatHex("sip:127.0.0.1:15080;transport=udp".getBytes());
        assertThat(atBob.header("Contact")).contains("<sip:ngcp-lb@%s;ngcpct=%s>".formatted(at(udp), token));
        assertThat(atBob.has("P-D-Uri")).isFalse();
        assertThat(atBob.has("P-Caller-UUID")).isFalse();
        assertThat(atBob.header("P-Asserted-Identity")).contains("<sip:a@b>");
        assertThat(routeSet(atBob)).hasSize(3);
        // B ── 200 ─▶ LB ── 200 ─▶ P
        bob.sends(answer(atBob, 200, "OK", "b1").add("Contact", "<sip:bob@" + bob.hostPort() + '>'), udp);
        SipMessage okAtProxy = proxy.receives();
        assertThat(okAtProxy.headers("Via")).hasSize(1);
        assertThat(okAtProxy.header("Contact").orElseThrow()).contains(";alias=127.0.0.2~" + bob.port() + "~1");
        // P ── 200 ─▶ LB ── 200 ─▶ A
        proxy.sends(answer(inward, 200, "OK", "s2").add("Contact", "<sip:127.0.0.1:15080>"), udp);
        SipMessage okAtAlice = alice.receives();
        assertThat(okAtAlice.status()).isEqualTo(200);
        assertThat(okAtAlice.header("Contact").orElseThrow()).startsWith("<sip:ngcp-lb@" + at(udp) + ";ngcpct=");
        inDialogByRoute(okAtAlice, okAtProxy, atBob);
    }

    /** ACK and BYE of Alice inward, BYE of the B2BUA outward, with the Route sets learnt. */
    private void inDialogByRoute(SipMessage okAtAlice, SipMessage okAtProxy, SipMessage inviteAtBob) throws IOException {
        String remoteTarget = okAtAlice.header("Contact").orElseThrow().replaceAll("[<>]", "");
        List<String> routes = routeSet(okAtAlice).reversed();
        for (String method : List.of("ACK", "BYE")) {
            alice.sends(request(method, remoteTarget, via(alice, method), "<sip:bob@example.org>;tag=s2",
                    "Route: " + String.join(", ", routes), "Route: <sip:" + proxy.hostPort() + ";lr>"), udp);
            SipMessage atProxy = proxy.receives();
            assertThat(atProxy.method()).isEqualTo(method);
            assertThat(atProxy.requestUri()).isEqualTo("sip:127.0.0.1:15080");
            assertThat(atProxy.headers("Route")).containsExactly("<sip:" + proxy.hostPort() + ";lr>");
        }
        String target = okAtProxy.header("Contact").orElseThrow().replaceAll("[<>]", "");
        List<String> own = routeSet(inviteAtBob).subList(0, 2).reversed();
        proxy.sends(request("BYE", target, "SIP/2.0/UDP " + proxy.hostPort() + ";branch=z9hG4bKp9", "<sip:bob@example.org>;tag=b1",
                "Route: " + own.get(0), "Route: " + own.get(1)), udp);
        SipMessage bye = bob.receives();
        assertThat(bye.requestUri()).isEqualTo("sip:bob@" + bob.hostPort());
        assertThat(bye.has("Route")).isFalse();
        bob.sends(answer(bye, 200, "OK", ""), udp);
        assertThat(proxy.receives().status()).isEqualTo(200);
    }

    @Test
    void theTokenAloneRoutesARequestInADialog() throws Exception {
        String token = HexFormat.of().formatHex("sip:127.0.0.1:15080".getBytes());
        bob.sends(request("BYE", "sip:ngcp-lb@%s;ngcpct=%s".formatted(at(udp), token), via(bob, "t1"), "<sip:x@y>;tag=1"), udp);
        SipMessage atProxy = proxy.receives();
        assertThat(atProxy.requestUri()).isEqualTo("sip:127.0.0.1:15080");
        proxy.sends(answer(atProxy, 200, "OK", ""), udp);
        assertThat(bob.receives().status()).isEqualTo(200);
    }

    @Test
    void cancelAndAckToAFailureFollowTheirInvite() throws Exception {
        alice.sends(request("INVITE", "sip:bob@example.org", via(alice, "c1"), contact(alice)), udp);
        String branch = proxy.receives().topVia().branch().orElseThrow();
        alice.sends(request("CANCEL", "sip:bob@example.org", via(alice, "c1")), udp);
        SipMessage cancel = proxy.receives();
        assertThat(cancel.topVia().branch()).contains(branch);
        assertThat(cancel.has("Record-Route")).isFalse();
        alice.sends(request("ACK", "sip:bob@example.org:" + udp.getPort(), via(alice, "c1"), "<sip:bob@example.org>;tag=p1"), udp);
        assertThat(proxy.receives().topVia().branch()).contains(branch);
    }

    @Test
    void aTcpCallerReachesAUdpCallee() throws Exception {
        try (TcpParty carol = new TcpParty(tcp)) {
            // C ── INVITE (TCP) ─▶ LB ── INVITE (UDP) ─▶ P
            carol.sends(request("INVITE", "sip:bob@example.org", "SIP/2.0/TCP 127.0.0.1:%d;branch=z9hG4bKx".formatted(carol.port()),
                    "Contact: <sip:carol@127.0.0.1:%d;transport=tcp>".formatted(carol.port())));
            SipMessage atProxy = proxy.receives();
            proxy.sends(answer(atProxy, 100, "Trying", ""), udp);
            assertThat(carol.receives().status()).isEqualTo(100);
            assertThat(atProxy.header("P-NGCP-Src-Proto")).contains("tcp");
            assertThat(routeSet(atProxy).get(1)).startsWith("<sip:" + at(tcp) + ";transport=tcp;r2=on").contains(";socket=tcp:" + at(tcp));
            assertThat(atProxy.header("Contact").orElseThrow()).contains(";alias=127.0.0.1~" + carol.port() + "~2");
            // C ◀─ 200 ─── LB ◀─ 200 ─── P
            proxy.sends(answer(atProxy, 200, "OK", "s3").add("Contact", "<sip:127.0.0.1:15080>"), udp);
            SipMessage ok = carol.receives();
            assertThat(ok.status()).isEqualTo(200);
            assertThat(ok.header("Contact").orElseThrow()).startsWith("<sip:ngcp-lb@" + at(tcp));
            // P ── BYE ─▶ LB ── BYE (TCP) ─▶ C, by the alias
            String target = atProxy.header("Contact").orElseThrow().replaceAll("[<>]", "");
            proxy.sends(request("BYE", target, "SIP/2.0/UDP " + proxy.hostPort() + ";branch=z9hG4bKp2", "<sip:carol@example.org>;tag=a1",
                    "Route: " + routeSet(atProxy).get(0), "Route: " + routeSet(atProxy).get(1)), udp);
            SipMessage bye = carol.receives();
            assertThat(bye.topVia().transport()).isEqualTo("TCP");
            assertThat(bye.requestUri()).doesNotContain("alias");
            carol.sends(answer(bye, 200, "OK", ""));
            assertThat(proxy.receives().status()).isEqualTo(200);
        }
    }

    @Test
    void aCallToATcpContactGoesOverItsConnectionOrFails() throws Exception {
        String dUri;
        try (TcpParty carol = new TcpParty(tcp)) {
            carol.sends(request("REGISTER", "sip:example.org", "SIP/2.0/TCP 127.0.0.1:%d;branch=z9hG4bKy".formatted(carol.port()),
                    "Contact: <sip:carol@127.0.0.1:%d;transport=tcp>".formatted(carol.port())));
            SipMessage register = proxy.receives();
            dUri = register.header("Path").orElseThrow().replaceAll("[<>]", "");
            assertThat(dUri).contains("received=sip:127.0.0.1:%d%%3Btransport=tcp;socket=tcp:%s;conn=".formatted(carol.port(), at(tcp)));
            proxy.sends(legB(dUri, "o1"), udp);
            SipMessage invite = carol.receives();
            assertThat(invite.method()).isEqualTo("INVITE");
            assertThat(routeSet(invite).getFirst()).startsWith("<sip:" + at(tcp) + ";transport=tcp;");
            carol.sends(answer(invite, 486, "Busy Here", "c1"));
            assertThat(proxy.receives().status()).isEqualTo(486);
        }
        await(() -> lb.connections() == 0);
        proxy.sends(legB(dUri, "o2"), udp);
        assertThat(proxy.receives().status()).isEqualTo(480);
    }

    @Test
    void aCallToATcpContactWithoutConnectionMarkConnects() throws Exception {
        try (ServerSocket phone = new ServerSocket(0, 5, InetAddress.getByName("127.3.0.5"))) {
            String path = "sip:lb@%s;lr;received=sip:127.3.0.5:%d%%3Btransport=tcp;socket=tcp:%s".formatted(at(udp), phone.getLocalPort(), at(tcp));
            proxy.sends(legB(path, "o3"), udp);
            try (Socket accepted = phone.accept()) {
                accepted.setSoTimeout(15_000);
                assertThat(new String(accepted.getInputStream().readNBytes(10))).isEqualTo("INVITE sip");
            }
        }
        int unused;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = gone.getLocalPort();
        }
        proxy.sends(legB("sip:lb@%s;received=sip:127.0.0.1:%d%%3btransport%%3dtcp".formatted(at(udp), unused), "o4"), udp);
        assertThat(proxy.receives().status()).isEqualTo(480);
    }

    private String legB(String dUri, String branch) {
        return request("INVITE", "sip:carol@127.0.0.1:4;transport=tcp", "SIP/2.0/UDP " + proxy.hostPort() + ";branch=z9hG4bK" + branch,
                "Max-Forwards: 60", "P-D-Uri: " + dUri, "Contact: <sip:127.0.0.1:15080>");
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void anExtraSocketIsUsedWhenNamed() throws Exception {
        proxy.sends(legB("sip:lb@%s;lr;received=sip:%s;socket=udp:%s".formatted(at(udp), bob.hostPort(), at(extra)), "e1").replace(";transport=tcp", ""), udp);
        SipMessage invite = bob.receives();
        assertThat(invite.topVia().sentBy()).isEqualTo(at(extra));
        assertThat(invite.header("Contact").orElseThrow()).contains("ngcp-lb@" + at(extra));
        bob.sends(answer(invite, 180, "Ringing", "b1"), extra);
        assertThat(proxy.receives().status()).isEqualTo(180);
    }

}
