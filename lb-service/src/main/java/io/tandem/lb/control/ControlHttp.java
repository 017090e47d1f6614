package io.tandem.lb.control;

import java.util.concurrent.CompletionStage;

import io.tandem.lb.socket.ListenProperties;
import io.tandem.platform.control.http.ControlEndpoint;
import io.tandem.sip.stream.http.HttpCall;
import io.tandem.sip.stream.http.HttpEndpoint;
import io.tandem.sip.stream.http.HttpReply;

/** Control commands over the SIP socket that shares address and port with them. Any thread. */
public final class ControlHttp implements HttpEndpoint {
    private final ControlEndpoint endpoint;
    private final ControlPort port;

    ControlHttp(ControlEndpoint endpoint, ControlPort port) {
        this.endpoint = endpoint;
        this.port = port;
    }

    /** Does this socket, and no other, carry control commands? */
    public boolean isCarriedBy(ListenProperties.Socket socket) {
        return port.sharedWith().filter(socket::equals).isPresent();
    }

    @Override public CompletionStage<HttpReply> serve(HttpCall call) {
        return endpoint.serve(call.remote().getAddress(), call.method(), call.contentType(), call.body())
            .thenApply(reply -> new HttpReply(reply.status(), reply.contentType(), reply.body()));
    }
}
