package io.tandem.proxy.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.tandem.sip.message.SipMessage;

/** What happens to a response before the sender of the request gets it: media, accounting. Event loop. */
@FunctionalInterface
public interface ResponseFilter {

    /** Nothing. */
    ResponseFilter NONE = CompletableFuture::completedFuture;

    /** @return the response to send instead; a failure makes a final response a 500 and drops a provisional one */
    CompletionStage<SipMessage> pass(SipMessage response);

    /** What happens to the 2xx that come when one has been passed on already, for 64*T1: holds no more of the call than that takes. */
    default ResponseFilter afterwards() {
        return this;
    }

    /** @param later gives what is {@link #afterwards} */
    static ResponseFilter of(ResponseFilter first, Supplier<ResponseFilter> later) {
        return new ResponseFilter() {
            @Override
            public CompletionStage<SipMessage> pass(SipMessage response) {
                return first.pass(response);
            }

            @Override
            public ResponseFilter afterwards() {
                return later.get();
            }
        };
    }
}
