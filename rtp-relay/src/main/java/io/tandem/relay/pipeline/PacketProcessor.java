package io.tandem.relay.pipeline;

/** Changes packets of one port between receive and send, in place. Media loop only; allocates nothing per packet. */
@FunctionalInterface
public interface PacketProcessor {
    /** @param port the port it came in by; for {@link PortProcessors#egress} the one it leaves from
     *  @return false if the packet ends here: refused, or taken over to be sent later */
    boolean process(Packet packet, RelaySocket port);
}
