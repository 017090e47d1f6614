package io.tandem.b2bua;

import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;

import io.tandem.b2bua.call.CallSettings;
import io.tandem.b2bua.message.IdentityProperties;
import io.tandem.b2bua.message.MethodProperties;
import io.tandem.b2bua.outlet.ListenProperties;
import io.tandem.b2bua.replica.CallReplica;
import io.tandem.platform.warmup.WarmUp;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.rehearsal.Party;

/** Calls through a B2BUA of our own on loopback, which keeps them in memory: answered, taken over as by the other node, and ended by either side. */
final class OwnCalls implements WarmUp.Rehearsal {
    /** Of so many calls one outlives a take-over. */
    private static final int TAKEN_OVER_EVERY = 5;

    private final SipServer server;
    private final Party alice = new Party();
    private final Party bob = new Party();

    OwnCalls(IdentityProperties identity, MethodProperties methods, CallSettings settings, InstantSource clock) throws IOException {
        server = new SipServer(new ListenProperties(InetAddress.ofLiteral("127.0.0.1"), 0), identity, methods, settings,
            (_, _) -> new CallReplica(Optional.of(new KeptInMemory()), clock));
        server.role(true);
    }

    @Override public void call(int number) throws IOException {
        String callId = "warm-up-" + number;
        String from = "\"Alice\" <sip:alice@warm-up.invalid>;tag=a" + number;
        alice.sends(Party.withSdp(alice.request("INVITE", "sip:bob@warm-up.invalid", callId, 1, from, "<sip:bob@warm-up.invalid>"))
            .set("P-Proxy-Uri", "sip:" + bob.hostPort()).set("P-App-Name", "sbc").set("P-App-Param", "calltimer=21600;sst_enable=no;aleg_sst_enable=no")
            .set("P-App-From", from).set("P-App-To", "<sip:bob@warm-up.invalid>").set("P-Asserted-Identity", "<sip:alice@warm-up.invalid>")
            .set("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS").set("Supported", "replaces, timer").set("User-Agent", "warm-up"), server.localAddress());
        SipMessage invite = bob.expects("INVITE", callId);
        bob.answers(invite, 180, "Ringing", "b" + number);
        alice.expects("180 INVITE", callId);
        bob.answers(invite, 200, "OK", "b" + number);
        SipMessage ok = alice.expects("200 INVITE", callId);
        String to = ok.header("To").orElseThrow();
        alice.sends(alice.request("ACK", "sip:bob@warm-up.invalid", callId, 1, from, to), server.localAddress());
        bob.expects("ACK", callId);
        if (number % TAKEN_OVER_EVERY == 0) {
            server.role(false);
            server.role(true);
        }
        if (number % 2 == 0) endedBy(alice, bob, alice.request("BYE", "sip:bob@warm-up.invalid", callId, 2, from, to));
        else endedBy(bob, alice, bob.request("BYE", "sip:alice@warm-up.invalid", invite.callId(), 1, "<sip:bob@warm-up.invalid>;tag=b" + number,
            invite.header("From").orElseThrow()));
    }

    private void endedBy(Party one, Party other, SipMessage bye) throws IOException {
        one.sends(bye, server.localAddress());
        one.expects("200 BYE", bye.callId());
        other.answers(other.expects("BYE", "warm-up-"), 200, "OK", "");
    }

    /** Nothing is up or in setup. */
    boolean isIdle() { return server.calls() == 0; }

    @Override public void close() {
        server.close();
        alice.close();
        bob.close();
    }
}
