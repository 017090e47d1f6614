package io.tandem.sip.transport;

/** A message cannot leave on the flow: its connection is gone, the message is too large for a datagram, or nothing serves the protocol. */
public final class UnreachableFlowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreachableFlowException(Flow flow, String why) {
        super("cannot send to %s %s from %s: %s".formatted(flow.protocol(), flow.remote(), flow.local(), why));
    }
}
