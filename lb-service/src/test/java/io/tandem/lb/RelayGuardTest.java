package io.tandem.lb;

import java.util.List;

import io.tandem.lb.socket.LbSocket;
import io.tandem.net.peer.PeerAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Nobody outside can make the system send or connect where he likes, and what belongs to a transaction still finds its proxy. */
class RelayGuardTest {

    private static final String ROUTE_TO_US = "<sip:203.0.113.1;lr>";
    private static final String ROUTE_TO_PROXY = "<sip:10.0.0.2:5062;lr>";

    private final CoreRig rig = new CoreRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private static String request(String method, String uri, String via, String routes, String to) {
        String route = routes.isEmpty() ? "" : "Route: " + routes + "\r\n";
        return "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK-%s\r\n%sMax-Forwards: 70\r\n".formatted(method, uri, via, method, route)
                + "From: <sip:a@sip.example.org>;tag=1\r\nTo: %s\r\nCall-ID: c1@x\r\nCSeq: 1 %s\r\nContent-Length: 0\r\n\r\n".formatted(to, method);
    }

    private List<CoreRig.Sent> receives(String text, PeerAddress source, LbSocket arrival) {
        return rig.receives(text.getBytes(UTF_8), source, arrival);
    }

    private static String firstLine(CoreRig.Sent sent) {
        return new String(sent.bytes(), UTF_8).lines().findFirst().orElseThrow();
    }

    private List<CoreRig.Sent> fromPhone(String method, String uri, String routes) {
        return receives(request(method, uri, "198.51.100.23:5071", routes, "<sip:bob@sip.example.org>;tag=2"), CoreRig.PHONE, CoreRig.UDP);
    }

    private List<CoreRig.Sent> fromProxy(String method, String uri, String routes) {
        return receives(request(method, uri, "10.0.0.2:5062", routes, "<sip:bob@sip.example.org>;tag=2"), CoreRig.PROXY, CoreRig.INTERNAL);
    }

    @Test
    void theAckToAFailureGoesToItsProxyThoughThePhoneWritesItsPreloadedRoute() {
        assertThat(fromPhone("ACK", "sip:bob@sip.example.org", ROUTE_TO_US)).singleElement()
                .satisfies(sent -> assertThat(sent.target()).isEqualTo(CoreRig.PROXY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:x@10.0.0.3:5080;maddr=10.9.9.9", "sip:x@203.0.113.1;maddr=10.9.9.9",
        "sip:ngcp-lb@203.0.113.1;ngcpct=7369703a31302e302e302e333a353038303b6d616464723d31302e392e392e39"})      // 10.0.0.3:5080;maddr=10.9.9.9
    void noMaddrLeadsOutOfTheSystemInADialog(String uri) {
        for (String routes : List.of(ROUTE_TO_US, ROUTE_TO_US + ", " + ROUTE_TO_PROXY)) {
            assertThat(fromPhone("BYE", uri, routes)).singleElement().satisfies(sent -> assertThat(firstLine(sent)).isEqualTo("SIP/2.0 403 Relaying Denied"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<sip:10.9.9.9:3306;transport=tcp;lr>", "<sip:example.net;lr>", "<sip:10.0.0.1:5060;lr>, <sip:10.9.9.9;lr>", "nonsense",
        "<sip:10.0.0.3:5080;lr;maddr=10.9.9.9>"})
    void aRouteThatLeadsOnOutOfTheSystemIsRefusedInADialog(String last) {
        assertThat(fromPhone("BYE", "sip:x@10.0.0.3:5080", ROUTE_TO_US + ", " + ROUTE_TO_PROXY + ", " + last)).singleElement()
                .satisfies(sent -> assertThat(firstLine(sent)).isEqualTo("SIP/2.0 403 Relaying Denied"));
        assertThat(fromPhone("BYE", "sip:x@10.0.0.3:5080", ROUTE_TO_US + "\r\nRoute: " + ROUTE_TO_PROXY + "\r\nRoute: " + last)).singleElement()
                .satisfies(sent -> assertThat(firstLine(sent)).isEqualTo("SIP/2.0 403 Relaying Denied"));
    }

    @Test
    void aRouteOverElementsOfTheSystemIsFollowedInADialog() {
        String routes = ROUTE_TO_US + ", " + ROUTE_TO_PROXY + ", <sip:10.0.0.1:5060;lr>,<sip:203.0.113.1:5060;lr>";
        assertThat(fromPhone("BYE", "sip:x@10.0.0.3:5080", routes)).singleElement().satisfies(sent -> assertThat(sent.target()).isEqualTo(CoreRig.PROXY));
        assertThat(fromPhone("BYE", "sip:x@203.0.113.1", routes)).singleElement().satisfies(sent -> assertThat(sent.target()).isEqualTo(CoreRig.PROXY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:x@198.51.100.77", "sip:x@sip.example.org", "sip:x@10.0.0.3:5080;alias=192.0.2.9~53~1",
        "sip:x@203.0.113.1;alias=192.0.2.9~53~1",
        "sip:ngcp-lb@203.0.113.1:5060;ngcpct=7369703a78403139382e35312e3130302e3737",
        "sip:ngcp-lb@203.0.113.1:5060;ngcpct=7369703a784031302e302e302e333a353038303b616c6961733d3139322e302e322e397e35337e31"})
    void aRequestUriThatLeadsOutOfTheSystemIsRefusedInADialog(String uri) {
        assertThat(fromPhone("BYE", uri, ROUTE_TO_US + ", " + ROUTE_TO_PROXY + ", <sip:10.0.0.1:5060;lr>")).singleElement()
                .satisfies(sent -> assertThat(firstLine(sent)).isEqualTo("SIP/2.0 403 Relaying Denied"));
    }

    @Test
    void inADialogOurOwnRouteDoesNotSayWhereToConnect() {
        assertThat(fromProxy("BYE", "sip:x@192.0.2.7", "<sip:10.0.0.1:5060;lr;received=sip:10.9.9.9:3306%3Btransport=tcp>")).singleElement()
                .satisfies(sent -> assertThat(sent.target().getHostString()).isEqualTo("192.0.2.7"));
    }

    @Test
    void inADialogARequestUriOpensNoConnection() {
        assertThat(fromProxy("BYE", "sip:x@10.9.9.9:3306;transport=tcp", "<sip:10.0.0.1:5060;lr>")).singleElement()
                .satisfies(sent -> assertThat(firstLine(sent)).startsWith("SIP/2.0 477 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<sip:bob@sip.example.org> ; Tag=2", "<sip:bob@sip.example.org>;tag=2"})
    void anAnswerKeepsTheTagHoweverItIsWritten(String to) {
        String text = request("BYE", "sip:bob@sip.example.org", "198.51.100.23:5071", "", to).replace("Max-Forwards: 70", "Max-Forwards: 0");
        assertThat(receives(text, CoreRig.PHONE, CoreRig.UDP)).singleElement()
                .satisfies(sent -> assertThat(new String(sent.bytes(), UTF_8)).contains("To: " + to + "\r\n"));
    }

    @Test
    void aTagInTheUriOfToIsNoTag() {
        String text = request("BYE", "sip:bob@sip.example.org", "198.51.100.23:5071", "", "<sip:bob@sip.example.org;tag=2>")
                .replace("Max-Forwards: 70", "Max-Forwards: 0");
        assertThat(receives(text, CoreRig.PHONE, CoreRig.UDP)).singleElement()
                .satisfies(sent -> assertThat(new String(sent.bytes(), UTF_8)).contains("To: <sip:bob@sip.example.org;tag=2>;tag=lb-"));
    }
}
