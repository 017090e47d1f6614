package io.tandem.lb;

import java.util.ArrayList;
import java.util.List;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Strangers fill every place for connections; a phone that has registered before gets in all the same. */
@Timeout(60)
class CrowdIT {

    private static final int PLACES = 3;

    private static String request(RunningLb lb, String callId, String method) {
        return Requests.request(callId, method, "sip:127.0.0.1:" + lb.tcp().getPort(), "SIP/2.0/TCP 127.0.0.9:9;branch=z9hG4bK" + callId,
                "Contact: <sip:alice@127.0.0.9:9;transport=tcp>");
    }

    private static void registers(RunningLb lb, TcpParty phone, String callId) throws Exception {
        phone.sends(request(lb, callId, "REGISTER"));
        SipMessage atProxy = lb.proxy().receives();
        assertThat(atProxy.callId()).isEqualTo(callId);
        lb.proxy().sends(SipMessage.response(atProxy, 200, "OK").add("P-NGCP-Authorization", "alice@example.org").add("P-NGCP-Auth-IP", "127.0.0.2")
                .add("P-NGCP-Authorized", "1"), lb.udp());
        assertThat(phone.receives().status()).isEqualTo(200);
    }

    @Test
    void aPhoneThatHasRegisteredDisplacesAStranger() throws Exception {
        List<TcpParty> strangers = new ArrayList<>();
        try (RunningLb lb = RunningLb.start("--tandem.lb.tcp.max-connections=" + PLACES, "--tandem.lb.tcp.message-timeout=1m")) {
            try (TcpParty phone = new TcpParty("127.0.0.2", lb.tcp())) {
                registers(lb, phone, "first");
                for (int i = 1; i < PLACES; i++) {
                    strangers.add(new TcpParty("127.0.0.3", lb.tcp()));
                    strangers.getLast().sends(request(lb, "stranger-" + i, "OPTIONS"));
                    assertThat(strangers.getLast().receives().status()).isEqualTo(200);
                }
                try (TcpParty another = new TcpParty("127.0.0.4", lb.tcp())) {
                    assertThat(another.isCut()).as("a stranger more").isTrue();
                }
                try (TcpParty again = new TcpParty("127.0.0.2", lb.tcp())) {
                    registers(lb, again, "second");
                    assertThat(strangers.getFirst().isCut()).as("who came first").isTrue();
                    registers(lb, phone, "third");
                }
            }
        } finally {
            for (TcpParty stranger : strangers) {
                stranger.close();
            }
        }
    }
}
