package io.tandem.platform.control.rpc;

import java.util.List;

/** A call as read from the wire. */
public record ControlCall(String method, List<Object> parameters) {
    public ControlCall {
        parameters = List.copyOf(parameters);
    }
}
