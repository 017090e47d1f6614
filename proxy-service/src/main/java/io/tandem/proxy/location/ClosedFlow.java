package io.tandem.proxy.location;

/** A connection of a phone to a load balancer that is no more.
 * @param connection the load balancer's number of it
 * @param received   {@code sip:ip:port;transport=tls}, as bindings made over it have it */
public record ClosedFlow(long connection, String received) {}
