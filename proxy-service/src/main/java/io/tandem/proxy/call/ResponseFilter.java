package io.tandem.proxy.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.sip.message.SipMessage;

/** What happens to a response before the sender of the request gets it: media, accounting. Event loop. */
@FunctionalInterface
public interface ResponseFilter {

    /** Nothing. */
    ResponseFilter NONE = CompletableFuture::completedFuture;

    /** @return the response to send instead; a failure makes a final response a 500 and drops a provisional one */
    CompletionStage<SipMessage> pass(SipMessage response);
}
