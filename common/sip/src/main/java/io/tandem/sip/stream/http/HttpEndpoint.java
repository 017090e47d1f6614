package io.tandem.sip.stream.http;

import java.util.concurrent.CompletionStage;

/** Serves HTTP requests that come to a socket of the SIP transport. */
@FunctionalInterface
public interface HttpEndpoint {

    /** Begins to serve; must not block. The reply may come from any thread; a failed stage is answered with 500. */
    CompletionStage<HttpReply> serve(HttpCall call);
}
