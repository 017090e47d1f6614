package io.tandem.proxy.rehearsal;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.tandem.net.EventLoop;
import io.tandem.platform.warmup.WarmUp;
import io.tandem.proxy.ProxyNode;
import io.tandem.proxy.ProxySettings;
import io.tandem.proxy.loop.LoopDetector;
import io.tandem.proxy.media.RelayProperties;
import io.tandem.proxy.route.SipProperties;
import io.tandem.sip.auth.DigestChallenge;
import io.tandem.sip.auth.DigestCredentials;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.rehearsal.Party;

/** Calls through a proxy of our own between a load balancer and a B2BUA: challenged, answered, acknowledged, hung up, on both legs. No records, bindings
 * or counters come of them, and nothing else that other processes would see. */
public final class OwnCalls implements WarmUp.Rehearsal {
    private static final String BOB = "sip:bob@" + OwnSubscribers.DOMAIN;
    private static final Duration RELAY_PATIENCE = Duration.ofSeconds(1);
    private static final int RELAY_ATTEMPTS = 5;

    private final Party lb = new Party();
    private final Party b2bua = new Party();
    private final EventLoop loop = EventLoop.open("warm-up-proxy");
    private final ProxyNode proxy;

    /** @param real of the proxy that serves: what is only read is read there */
    public OwnCalls(ProxySettings settings, ProxyNode.Stores real, InstantSource clock, byte[] secret) throws IOException {
        SipProperties sip = new SipProperties("127.0.0.1:0", List.of(lb.hostPort()), b2bua.hostPort(), b2bua.hostPort(), settings.sip().server(),
                Duration.ZERO);
        RelayProperties relay = new RelayProperties(List.of(new OwnRelay(loop).hostPort()), "127.0.0.1:0", RELAY_PATIENCE, RELAY_ATTEMPTS, RELAY_PATIENCE);
        ProxyNode.Stores stores = new ProxyNode.Stores(new OwnSubscribers(real.subscribers()), real.tables(), new OwnLocations(real.locations(), lb.hostPort()),
                real.keepAlive(), _ -> CompletableFuture.<Void>completedFuture(null), new NothingCounted(), real.credit(), LoopDetector.OFF, real.dialled(),
                real.queues(), real.mailboxes(), real.silo(), real.registrations(), real.upstreams(), real.targets(), real.stir());
        proxy = ProxyNode.open(loop, settings.at(sip), relay, stores, clock, secret);
    }

    @Override
    public void call(int number) throws IOException {
        String callId = "warm-up-%05d".formatted(number);
        String from = "\"Alice\" <sip:alice@%s>;tag=a%d".formatted(OwnSubscribers.DOMAIN, number);
        SipMessage legA = calls(callId, from);
        SipMessage legB = goesOn(legA);
        SipMessage toBob = lb.expects("INVITE", callId);
        lb.answers(toBob, 180, "Ringing", "p" + number);
        b2bua.expects("180 INVITE", callId);
        b2bua.answers(legA, 180, "Ringing", "s" + number);
        lb.expects("180 INVITE", callId);
        lb.answers(toBob, 200, "OK", "p" + number);
        SipMessage okOfBob = b2bua.expects("200 INVITE", callId);
        b2bua.answers(legA, 200, "OK", "s" + number);
        SipMessage ok = lb.expects("200 INVITE", callId);
        sends(lb, "ACK", ok, 2, from, ok.header("To").orElseThrow());
        b2bua.expects("ACK", callId);
        sends(b2bua, "ACK", okOfBob, 1, legB.header("From").orElseThrow(), okOfBob.header("To").orElseThrow());
        lb.expects("ACK", callId);
        sends(lb, "BYE", ok, 3, from, ok.header("To").orElseThrow());
        b2bua.answers(b2bua.expects("BYE", callId), 200, "OK", "");
        lb.expects("200 BYE", callId);
        sends(b2bua, "BYE", okOfBob, 2, legB.header("From").orElseThrow(), okOfBob.header("To").orElseThrow());
        lb.answers(lb.expects("BYE", callId), 200, "OK", "");
        b2bua.expects("200 BYE", callId);
    }

    /** Alice is challenged, and calls with her password. @return what comes to the B2BUA */
    private SipMessage calls(String callId, String from) throws IOException {
        lb.sends(invite(callId, 1, from), proxy.localAddress());
        SipMessage challenge = lb.expects("407 INVITE", callId);
        SipMessage ack = lb.request("ACK", BOB, callId, 1, from, challenge.header("To").orElseThrow());
        lb.sends(ack.set("Via", challenge.header("Via").orElseThrow()), proxy.localAddress());
        DigestChallenge asked = DigestChallenge.parse(challenge.header("Proxy-Authenticate").orElseThrow());
        lb.sends(invite(callId, 2, from).add("Proxy-Authorization",
                DigestCredentials.answer(asked, "alice", OwnSubscribers.SECRET, "INVITE", BOB, "c", 1).toString()), proxy.localAddress());
        return b2bua.expects("INVITE", callId);
    }

    private SipMessage invite(String callId, long cSeq, String from) {
        return Party.withSdp(lb.request("INVITE", BOB, callId, cSeq, from, "<" + BOB + ">").set("Contact", "<sip:alice@192.0.2.1:5060;alias=192.0.2.1~5060~1>")
                .set("User-Agent", "warm-up").set("P-NGCP-Src-Ip", "192.0.2.1").set("P-NGCP-Src-Port", "5060").set("P-NGCP-Src-Proto", "udp")
                .set("Record-Route", "<sip:" + lb.hostPort() + ";lr>").set("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS").set("Supported", "replaces, timer"));
    }

    /** The B2BUA calls in its turn. */
    private SipMessage goesOn(SipMessage legA) throws IOException {
        SipMessage legB = Party.withSdp(b2bua.request("INVITE", legA.requestUri(), legA.callId() + "_pbx-1", 1,
                "<sip:alice@%s>;tag=%s".formatted(OwnSubscribers.DOMAIN, legA.callId()), "<" + BOB + ">"))
                .set("P-Asserted-Identity", "<sip:alice@" + OwnSubscribers.DOMAIN + ">").set("P-Caller-UUID", OwnSubscribers.ALICE.uuid());
        b2bua.sends(legB, proxy.localAddress());
        return legB;
    }

    /** Within the dialog that this success has made, by its routes. */
    private void sends(Party party, String method, SipMessage success, long cSeq, String from, String to) throws IOException {
        String contact = success.header("Contact").orElseThrow();
        SipMessage request = party.request(method, contact.substring(contact.indexOf('<') + 1, contact.indexOf('>')), success.callId(), cSeq, from, to);
        for (String route : success.headers("Record-Route")) {
            if (!route.contains(party.hostPort())) request.add("Route", route);
        }
        party.sends(request, proxy.localAddress());
    }

    @Override
    public void close() {
        proxy.close();
        loop.close();
        lb.close();
        b2bua.close();
    }
}
