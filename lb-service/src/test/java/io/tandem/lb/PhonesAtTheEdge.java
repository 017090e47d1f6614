package io.tandem.lb;

import java.io.IOException;
import java.net.InetSocketAddress;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A running load balancer with a fake proxy, and two phones for each test. */
class PhonesAtTheEdge {

    static RunningLb lb;
    static UdpParty proxy;
    static InetSocketAddress udp;
    static InetSocketAddress tcp;
    static InetSocketAddress extra;

    private static int calls;

    UdpParty alice;
    UdpParty bob;
    String callId;

    @BeforeAll
    static void starts() {
        lb = RunningLb.start();
        proxy = lb.proxy();
        udp = lb.udp();
        tcp = lb.tcp();
        extra = lb.extra();
    }

    @AfterAll
    static void stops() {
        lb.close();
    }

    @BeforeEach
    void opensPhones() throws IOException {
        proxy.drains();
        alice = new UdpParty();
        bob = new UdpParty("127.0.0.2");
        callId = "call-" + ++calls + "@test";
    }

    @AfterEach
    void closesPhones() {
        alice.close();
        bob.close();
    }

    static String at(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ':' + address.getPort();
    }

    String request(String method, String uri, String via, String... headers) {
        return Requests.request(callId, method, uri, via, headers);
    }

    String via(UdpParty phone, String branch) {
        return "SIP/2.0/UDP " + phone.hostPort() + ";branch=z9hG4bK" + branch;
    }

    static String contact(UdpParty phone) {
        return "Contact: <sip:user@" + phone.hostPort() + '>';
    }
}
