package io.tandem.lb;

import java.util.List;

import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.step.Passages;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Messages through the whole core, without sockets: IPv6, large ones, odd ones. */
@Timeout(30)
class CoreTest {

    private static final PeerAddress PHONE6 = Passages.address("[2001:db8:0:0:0:0:0:23]:5071");

    private final CoreRig rig = new CoreRig();

    @AfterEach
    void closes() {
        rig.close();
    }

    private List<CoreRig.Sent> outside(String text, PeerAddress phone, LbSocket socket) {
        return rig.receives(text.getBytes(UTF_8), phone, socket);
    }

    private List<CoreRig.Sent> inside(String text) {
        return rig.receives(text.getBytes(UTF_8), CoreRig.PROXY, CoreRig.INTERNAL);
    }

    private static SipMessage message(CoreRig.Sent sent) {
        return SipMessage.parse(sent.bytes());
    }

    private static String firstLine(CoreRig.Sent sent) {
        return new String(sent.bytes(), UTF_8).lines().findFirst().orElseThrow();
    }

    private static String legB(String uri, String headers, int bodyBytes) {
        return "INVITE " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5062;branch=z9hG4bKb\r\nMax-Forwards: 68\r\nFrom: <sip:a@sip.example.org>;tag=s\r\n"
                + "To: <sip:b@sip.example.org>\r\nCall-ID: c_b2b-1\r\nCSeq: 10 INVITE\r\nContact: <sip:10.0.0.3:5080>\r\n" + headers
                + "Content-Type: text/plain\r\nContent-Length: " + bodyBytes + "\r\n\r\n" + "x".repeat(bodyBytes);
    }

    @Test
    void aCallOverIpv6GoesInAndItsAnswerOut() {
        List<CoreRig.Sent> sent = outside(new Traffic(rig, PHONE6, CoreRig.UDP6).invite(1), PHONE6, CoreRig.UDP6);
        assertThat(sent).as("no 100 before the proxy has it").extracting(CoreRig.Sent::target).containsExactly(CoreRig.PROXY);
        SipMessage atProxy = message(sent.getLast());
        assertThat(atProxy.headers("Via").get(1)).endsWith(";received=[2001:db8:0:0:0:0:0:23];rport=5071");
        assertThat(atProxy.headers("Record-Route").get(1)).startsWith("<sip:[2001:db8:0:0:0:0:0:1]:5060;r2=on")
                .endsWith(";socket=udp:[2001:db8:0:0:0:0:0:1]:5060>");
        assertThat(atProxy.header("Contact").orElseThrow()).contains(";alias=[2001:db8:0:0:0:0:0:23]~5071~1");
        assertThat(atProxy.header("P-NGCP-Src-Af")).contains("6");
        assertThat(atProxy.header("P-NGCP-Src-Nat")).contains("0");
        SipMessage ok = SipMessage.response(atProxy, 200, "OK").add("Contact", "<sip:10.0.0.3:5080>");
        List<CoreRig.Sent> back = inside(ok.toString());
        assertThat(back.getFirst().target()).isEqualTo(PHONE6);
        assertThat(back.getFirst().socket()).isEqualTo(CoreRig.UDP6);
        assertThat(message(back.getFirst()).header("Contact").orElseThrow()).startsWith("<sip:ngcp-lb@[2001:db8:0:0:0:0:0:1]:5060;ngcpct=");
    }

    @Test
    void theProxysTryingGoesOutAsOurs() {
        SipMessage atProxy = message(outside(new Traffic(rig, PHONE6, CoreRig.UDP6).invite(1), PHONE6, CoreRig.UDP6).getLast());
        CoreRig.Sent sent = inside(SipMessage.response(atProxy, 100, "Trying").add("Server", "proxy 1").add("P-NGCP-Auth-UA", "x").toString()).getLast();
        assertThat(sent.target()).isEqualTo(PHONE6);
        SipMessage trying = message(sent);
        assertThat(trying.status()).isEqualTo(100);
        assertThat(trying.headers("Server")).containsExactly("Tandem LB");
        assertThat(trying.headers("Via")).hasSize(1);
        assertThat(trying.has("P-NGCP-Auth-UA")).isFalse();
        SipMessage message = SipMessage.parse(atProxy.toString().replace("INVITE", "MESSAGE").getBytes(UTF_8));
        assertThat(inside(SipMessage.response(message, 100, "Trying").toString())).as("RFC 4320").isEmpty();
    }

    /** Not even a 100 leaves, and so the caller repeats it. */
    @Test
    void whileTheNodeHandsOverAnInviteOverUdpIsLeftToTheOtherNode() {
        rig.proxies().drain(true);
        String invite = new Traffic(rig, PHONE6, CoreRig.UDP6).invite(1);
        assertThat(outside(invite, PHONE6, CoreRig.UDP6)).isEmpty();
        rig.proxies().drain(false);
        assertThat(outside(invite, PHONE6, CoreRig.UDP6)).extracting(CoreRig.Sent::target).containsExactly(CoreRig.PROXY);
    }

    @Test
    void whileTheNodeHandsOverWhoRepeatsNothingIsRefused() {
        rig.proxies().drain(true);
        String via = "SIP/2.0/TCP 198.51.100.23:5071;branch=z9hG4bKd;rport";
        List<CoreRig.Sent> sent = outside(Requests.request("d1", "INVITE", "sip:bob@example.org", via, "Max-Forwards: 70"), CoreRig.PHONE, CoreRig.TCP);
        assertThat(sent).singleElement().satisfies(refusal -> {
            assertThat(refusal.target()).isEqualTo(CoreRig.PHONE);
            assertThat(message(refusal).status()).isEqualTo(503);
            assertThat(message(refusal).header("Retry-After")).isPresent();
        });
    }

    @Test
    void whileTheNodeHandsOverWhatBeginsNoCallPasses() {
        rig.proxies().drain(true);
        String via = "SIP/2.0/UDP 198.51.100.23:5071;branch=z9hG4bKd;rport";
        List<CoreRig.Sent> sent = outside(Requests.request("d2", "REGISTER", "sip:example.org", via, "Max-Forwards: 70"), CoreRig.PHONE, CoreRig.UDP);
        assertThat(sent).extracting(CoreRig.Sent::target).containsExactly(CoreRig.PROXY);
        sent = outside(Requests.request("d3", "CANCEL", "sip:bob@example.org", via, "Max-Forwards: 70"), CoreRig.PHONE, CoreRig.UDP);
        assertThat(sent).extracting(CoreRig.Sent::target).containsExactly(CoreRig.PROXY);
    }

    @Test
    void whatThisSystemRegistersAtOthersKeepsItsUserAndNamesUs() {
        String register = "REGISTER sip:provider.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5062;branch=z9hG4bKr\r\nMax-Forwards: 70\r\n"
                + "From: <sip:trunk47@provider.example>;tag=u\r\nTo: <sip:trunk47@provider.example>\r\nCall-ID: up-1\r\nCSeq: 1 REGISTER\r\n"
                + "Contact: <sip:trunk47@10.0.0.2:5062;uuid=u-1>\r\nExpires: 600\r\n"
                + "P-D-Uri: sip:10.0.0.1;lr;received=sip:198.51.100.44:5060%3Btransport%3Dudp\r\nContent-Length: 0\r\n\r\n";
        CoreRig.Sent sent = inside(register).getLast();
        assertThat(message(sent).header("Contact")).contains("<sip:trunk47@203.0.113.1:5060;uuid=u-1>");
        assertThat(sent.target()).isEqualTo(Passages.address("198.51.100.44:5060"));
    }

    @Test
    void aMessageGoesToTheProxyAndFromThereToAPhoneAndAnswersGoBack() {                    // RFC 3428
        String from = "MESSAGE sip:b@sip.example.org SIP/2.0\r\nVia: SIP/2.0/UDP [2001:db8::23]:5071;branch=z9hG4bKm1;rport\r\nMax-Forwards: 70\r\n"
                + "From: <sip:a@sip.example.org>;tag=a\r\nTo: <sip:b@sip.example.org>\r\nCall-ID: m-1\r\nCSeq: 1 MESSAGE\r\nUser-Agent: Phone\r\n"
                + "P-Asserted-Identity: <sip:forged@sip.example.org>\r\nP-D-Uri: sip:203.0.113.99\r\n"
                + "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";
        CoreRig.Sent in = outside(from, PHONE6, CoreRig.UDP6).getLast();
        assertThat(in.target()).isEqualTo(CoreRig.PROXY);
        SipMessage atProxy = message(in);
        assertThat(atProxy.method()).isEqualTo("MESSAGE");
        assertThat(new String(atProxy.body(), UTF_8)).isEqualTo("hello");
        assertThat(atProxy.has("P-D-Uri")).as("only the proxy says where a message goes").isFalse();
        assertThat(inside(SipMessage.response(atProxy, 202, "Accepted").toString()).getFirst().target()).isEqualTo(PHONE6);
        String onward = "MESSAGE sip:b@[2001:db8::23]:5071 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5062;branch=z9hG4bKm2\r\nMax-Forwards: 68\r\n"
                + "From: <sip:a@sip.example.org>;tag=m\r\nTo: <sip:b@sip.example.org>\r\nCall-ID: message-1\r\nCSeq: 1 MESSAGE\r\n"
                + "P-D-Uri: sip:10.0.0.1;lr;received=sip:[2001:db8::23]:5071;socket=udp:[2001:db8::1]:5060\r\n"
                + "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";
        CoreRig.Sent out = inside(onward).getLast();
        assertThat(out.target()).isEqualTo(PHONE6);
        assertThat(message(out).requestUri()).isEqualTo("sip:b@[2001:db8::23]:5071");
        assertThat(message(out).has("P-D-Uri")).isFalse();
        CoreRig.Sent answer = outside(SipMessage.response(message(out), 200, "OK").toString(), PHONE6, CoreRig.UDP6).getLast();
        assertThat(answer.target()).isEqualTo(CoreRig.PROXY);
        assertThat(message(answer).topVia().branch()).contains("z9hG4bKm2");
    }

    @Test
    void aRegistrationOverIpv6HasAPathThatLeadsBack() {
        String register = new Traffic(rig, PHONE6, CoreRig.UDP6).register(1);
        String path = message(outside(register, PHONE6, CoreRig.UDP6).getLast()).header("Path").orElseThrow();
        assertThat(path).isEqualTo("<sip:lb@10.0.0.1:5060;lr;received=sip:[2001:db8:0:0:0:0:0:23]:5071;socket=sip:[2001:db8:0:0:0:0:0:1]:5060>");
        CoreRig.Sent sent = inside(legB("sip:b@[2001:db8::23]:5071", "P-D-Uri: " + path.replaceAll("[<>]", "") + "\r\n", 0)).getLast();
        assertThat(sent.target()).isEqualTo(PHONE6);
        assertThat(sent.socket()).isEqualTo(CoreRig.UDP6);
        assertThat(message(sent).topVia().sentBy()).isEqualTo("[2001:db8:0:0:0:0:0:1]:5060");
    }

    @Test
    void anIpv6TargetLeavesByAnIpv6SocketWhicheverWasNamed() {
        String named = "P-D-Uri: sip:lb@10.0.0.1;lr;received=sip:[2001:db8::9]:7;socket=udp:203.0.113.1:5060\r\n";
        assertThat(inside(legB("sip:b@x", named, 0)).getLast().socket()).isEqualTo(CoreRig.UDP6);
        assertThat(inside(legB("sip:b@[2001:db8::9]", "", 0)).getLast().socket()).isEqualTo(CoreRig.UDP6);
    }

    @Test
    void aNameWithIpv6AddressesOnlyIsReachedFromAnIpv6Socket() {
        rig.knows("six.example");
        CoreRig.Sent sent = inside(legB("sip:b@six.example:5080", "", 0)).getLast();
        assertThat(sent.target()).isEqualTo(Passages.address("[2001:db8::66]:5080"));
        assertThat(sent.socket()).isEqualTo(CoreRig.UDP6);
        assertThat(message(sent).topVia().sentBy()).isEqualTo("[2001:db8:0:0:0:0:0:1]:5060");
        assertThat(message(sent).headers("Record-Route").getFirst()).startsWith("<sip:[2001:db8:0:0:0:0:0:1]:5060;r2=on");
    }

    @Test
    void aNameWithoutAnAddressThatASocketReachesIsUnresolvable() {
        rig.knows("six.example");
        assertThat(firstLine(inside(legB("sip:b@six.example;transport=tcp", "", 0)).getLast())).isEqualTo("SIP/2.0 478 Unresolvable destination (478/SL)");
        rig.knows("none.example");
        assertThat(firstLine(inside(legB("sip:b@none.example", "", 0)).getLast())).isEqualTo("SIP/2.0 478 Unresolvable destination (478/SL)");
    }

    @Test
    void aNameWithAddressesOfBothFamiliesIsReachedByTheNamedSocketElseOverIpv4() {
        rig.knows("both.example");
        CoreRig.Sent sent = inside(legB("sip:b@both.example", "", 0)).getLast();
        assertThat(sent.target()).isEqualTo(Passages.address("198.51.100.44:5060"));
        assertThat(sent.socket()).isEqualTo(CoreRig.UDP);
        String named = "P-D-Uri: sip:both.example:5070;socket=udp:[2001:db8::1]:5060\r\n";
        CoreRig.Sent over6 = inside(legB("sip:b@x", named, 0)).getLast();
        assertThat(over6.target()).isEqualTo(Passages.address("[2001:db8::66]:5070"));
        assertThat(over6.socket()).isEqualTo(CoreRig.UDP6);
    }

    @Test
    void maddrTellsTheAddressAndTheUriPortAndTransport() {
        CoreRig.Sent sent = inside(legB("sip:b@sip.example.net:5090;maddr=198.51.100.9", "", 0)).getLast();
        assertThat(sent.target()).isEqualTo(Passages.address("198.51.100.9:5090"));
        assertThat(firstLine(sent)).as("it stays in the request URI").isEqualTo("INVITE sip:b@sip.example.net:5090;maddr=198.51.100.9 SIP/2.0");
        CoreRig.Sent overTcp = inside(legB("sip:b@192.0.2.4;maddr=198.51.100.9;transport=tcp", "", 0)).getLast();
        assertThat(overTcp.target()).isEqualTo(Passages.address("198.51.100.9:5060"));
        assertThat(overTcp.socket()).isEqualTo(CoreRig.TCP);
        CoreRig.Sent over6 = inside(legB("sip:b@192.0.2.4;MADDR=[2001:db8::9]", "", 0)).getLast();
        assertThat(over6.target()).isEqualTo(Passages.address("[2001:db8::9]:5060"));
        assertThat(over6.socket()).isEqualTo(CoreRig.UDP6);
        rig.knows("four.example");
        assertThat(inside(legB("sip:b@192.0.2.4;maddr=four.example", "", 0)).getLast().target()).isEqualTo(Passages.address("198.51.100.44:5060"));
    }

    @Test
    void maddrOfARouteIsFollowedAndARegisteredPhoneIsReachedWhereItIs() {
        CoreRig.Sent routed = inside(legB("sip:b@192.0.2.4", "Route: <sip:edge.example.net;lr;maddr=198.51.100.9>\r\n", 0)).getLast();
        assertThat(routed.target()).isEqualTo(Passages.address("198.51.100.9:5060"));
        String registered = "P-D-Uri: sip:lb@10.0.0.1;lr;received=sip:198.51.100.23:5071;socket=sip:203.0.113.1:5060\r\n";
        assertThat(inside(legB("sip:b@192.0.2.4;maddr=198.51.100.9", registered, 0)).getLast().target()).isEqualTo(CoreRig.PHONE);
        CoreRig.Sent aliased = inside(legB("sip:b@192.0.2.4;maddr=198.51.100.9;alias=198.51.100.23~5071~1", "", 0)).getLast();
        assertThat(aliased.target()).isEqualTo(CoreRig.PHONE);
    }

    @Test
    void nothingLeavesToManyHostsAtOnce() {
        for (String many : List.of("maddr=239.255.255.1", "maddr=224.0.1.75", "maddr=255.255.255.255", "maddr=[ff02::1]")) {
            assertThat(firstLine(inside(legB("sip:b@192.0.2.4;" + many, "", 0)).getLast())).as(many).startsWith("SIP/2.0 478 ");
        }
        assertThat(firstLine(inside(legB("sip:b@224.0.1.75", "", 0)).getLast())).startsWith("SIP/2.0 478 ");
    }

    @Test
    void aMaddrThatIsNoHostIsNoTarget() {
        for (String wrong : List.of("maddr", "maddr=", "maddr=[::1", "maddr=a%20b")) {
            assertThat(firstLine(inside(legB("sip:b@192.0.2.4;" + wrong, "", 0)).getLast())).as(wrong).startsWith("SIP/2.0 479 ");
        }
    }

    @Test
    void aLargeRequestGoesOverTcpIfItsTargetCanBeReachedSo() {
        CoreRig.Sent toHost = inside(legB("sip:b@198.51.100.9", "", 1500)).getLast();
        assertThat(toHost.socket()).isEqualTo(CoreRig.TCP);
        assertThat(message(toHost).topVia().transport()).isEqualTo("TCP");
        assertThat(message(toHost).headers("Via")).hasSize(2);
        assertThat(message(toHost).headers("Record-Route").getFirst()).startsWith("<sip:203.0.113.1:5060;transport=tcp;");
        assertThat(inside(legB("sip:b@198.51.100.9", "", 300)).getLast().socket()).isEqualTo(CoreRig.UDP);
    }

    @Test
    void aLargeRequestStaysOnUdpWhereNothingElseIsAllowed() {
        assertThat(inside(legB("sip:b@198.51.100.9;transport=udp", "", 1500)).getLast().socket()).isEqualTo(CoreRig.UDP);
        String registered = "P-D-Uri: sip:lb@10.0.0.1;lr;received=sip:198.51.100.23:5071;socket=sip:203.0.113.1:5060\r\n";
        assertThat(inside(legB("sip:b@x", registered, 1500)).getLast().socket()).isEqualTo(CoreRig.UDP);
        rig.isConnected(true);
        assertThat(inside(legB("sip:b@x", registered, 1500)).getLast().socket()).isEqualTo(CoreRig.TCP);
    }

    @Test
    void aLargeRequestIsRepeatedOverUdpIfNobodyListensOnTcp() {
        CoreRig.Sent overTcp = inside(legB("sip:b@198.51.100.9", "", 1500)).getLast();
        assertThat(overTcp.socket()).isEqualTo(CoreRig.TCP);
        assertThat(inside(legB("sip:b@198.51.100.9", "", 0).replace("INVITE", "CANCEL")).getLast().socket()).isEqualTo(CoreRig.TCP);
        CoreRig.Sent repeated = rig.cannotDeliver(overTcp.bytes()).getLast();
        assertThat(repeated.socket()).isEqualTo(CoreRig.UDP);
        assertThat(message(repeated).topVia().transport()).isEqualTo("UDP");
        assertThat(message(repeated).topVia().branch()).isEqualTo(message(overTcp).topVia().branch());
        assertThat(message(repeated).headers("Record-Route").getFirst()).startsWith("<sip:203.0.113.1:5060;r2=on");
        assertThat(message(repeated).body()).hasSize(1500);
        assertThat(inside(legB("sip:b@198.51.100.9", "", 0).replace("INVITE", "CANCEL")).getLast().socket()).isEqualTo(CoreRig.UDP);
        assertThat(message(rig.cannotDeliver(overTcp.bytes()).getLast()).status()).isEqualTo(480);
    }

    @Test
    void internalDatagramsMayBeAsLargeAsUdpAllows() {
        String invite = new Traffic(rig, CoreRig.PHONE, CoreRig.UDP).invite(1);
        String large = invite.replaceAll("Content-Length: \\d+", "Content-Length: 62000").replaceAll("(?s)v=0.*", "x".repeat(62_000));
        CoreRig.Sent sent = outside(large, CoreRig.PHONE, CoreRig.UDP).getLast();
        assertThat(sent.target()).isEqualTo(CoreRig.PROXY);
        assertThat(message(sent).body()).hasSize(62_000);
        String tooLarge = invite.replaceAll("Content-Length: \\d+", "Content-Length: 64100").replaceAll("(?s)v=0.*", "x".repeat(64_100));
        assertThat(message(outside(tooLarge, CoreRig.PHONE, CoreRig.UDP).getLast()).status()).isEqualTo(513);
    }

    @Test
    void foldedLinesLeaveAsOne() {
        String register = new Traffic(rig, CoreRig.PHONE, CoreRig.UDP).register(1).replace("CSeq: 2 REGISTER", "CSeq:\r\n  2 \r\n\tREGISTER")
                .replace("Contact: <", "m: \"A\"\r\n <");
        SipMessage atProxy = message(outside(register, CoreRig.PHONE, CoreRig.UDP).getLast());
        assertThat(atProxy.lines("CSeq")).containsExactly("2 REGISTER");
        assertThat(atProxy.header("Contact").orElseThrow()).startsWith("\"A\" <sip:4300001@");
        assertThat(atProxy.toString()).doesNotContain("\r\n ").doesNotContain("\r\n\t");
    }

    @Test
    void internalHeadersBehindTheViaAreDeletedAndThePathStandsThere() {
        String register = new Traffic(rig, CoreRig.PHONE, CoreRig.UDP).register(1)
                .replace("Max-Forwards", "P-Out-Socket: udp:1.1.1.1:1\r\nP-D-Uri: x\r\nMax-Forwards");
        SipMessage atProxy = message(outside(register, CoreRig.PHONE, CoreRig.UDP).getLast());
        assertThat(atProxy.has("P-Out-Socket")).isFalse();
        assertThat(atProxy.has("P-D-Uri")).isFalse();
        assertThat(atProxy.allHeaders().get(2).name()).isEqualTo("Path");
    }

    @Test
    void everyInsideContactIsHiddenHoweverManyThereAre() {
        String contacts = "<sip:10.0.0.3:5080>,".repeat(500) + "<sip:b@198.51.100.1>";
        String text = legB("sip:b@198.51.100.9;transport=udp", "", 0).replace("<sip:10.0.0.3:5080>", contacts);
        List<String> hidden = message(inside(text).getLast()).headers("Contact");
        assertThat(hidden).hasSize(501).filteredOn(value -> value.contains("ngcpct=")).hasSize(500);
    }

    @Test
    void aResponseOfAStrangerStaysOutside() {
        String text = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 203.0.113.1:5060;branch=z9hG4bK0123456789abcdef-01234567-o0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060\r\n"
                + "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: c\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n";
        assertThat(outside(text, CoreRig.PHONE, CoreRig.UDP)).isEmpty();
        assertThat(outside(text, CoreRig.PHONE, CoreRig.INTERNAL)).isEmpty();
    }
}
