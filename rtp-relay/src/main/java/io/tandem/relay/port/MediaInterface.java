package io.tandem.relay.port;

import java.net.InetAddress;

/** A local address for media.
 * @param name       logical name, as in the {@code direction} option; several addresses may share one
 * @param advertised what SDP shows instead of the local address, behind a 1:1 NAT */
public record MediaInterface(String name, PortPool ports, InetAddress advertised) {}
