package io.tandem.b2bua.thirdparty;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.tandem.b2bua.session.CallContext;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;

/** Text messages that are asked for over the control port. Loop thread only.
 * @param proxy takes them, as from the subscriber's own phone */
public record TextMessages(CallContext context, SipUri proxy) {
    /** Sends one (RFC 3428 §4).
     * @return completes on the loop with the final response; 408 without any */
    public CompletableFuture<TextMessage.Answer> send(TextMessage message) {
        String callId = context.tokens().tag() + context.tokens().tag();
        SipMessage request = ThirdPartyInvites.request(Methods.MESSAGE, message.to(), message.from(), callId, context)
            .header(ThirdPartyInvites.THIRD_PARTY_CALL, message.subscriber()).build()
            .body("text/plain;charset=UTF-8", message.text().getBytes(StandardCharsets.UTF_8));
        CompletableFuture<TextMessage.Answer> answer = new CompletableFuture<>();
        context.outlet().send(context.messages().own(request), proxy, new Waiting(answer));
        return answer;
    }

    private record Waiting(CompletableFuture<TextMessage.Answer> answer) implements ClientTransactionListener {
        @Override public void onResponse(ClientTransaction tx, SipMessage response) {
            if (response.status() >= 200) answer.complete(new TextMessage.Answer(response.status(), response.reason()));
        }

        @Override public void onTimeout(ClientTransaction tx) {
            answer.complete(new TextMessage.Answer(408, "Request Timeout"));
        }

        @Override public void onTransportError(ClientTransaction tx, Exception cause) {
            answer.complete(new TextMessage.Answer(503, "Service Unavailable"));
        }
    }
}
