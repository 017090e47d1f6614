package io.tandem.sip.stream;

import java.time.Duration;

import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.transport.Protocol;

/** What an operator is told of a connection.
 * @param age       since it was opened
 * @param idle      since a byte came
 * @param bytesIn   of messages and keep-alives, without what TLS and WebSocket add
 * @param outgoing  opened by us */
public record ConnectionInfo(long id, Protocol protocol, PeerAddress local, PeerAddress remote, Duration age, Duration idle, long bytesIn, long bytesOut,
                             boolean outgoing) {}
