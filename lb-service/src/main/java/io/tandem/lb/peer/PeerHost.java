package io.tandem.lb.peer;

import java.util.Optional;

/** A peer host as provisioned.
 * @param ip   literal
 * @param host name whose addresses count too */
record PeerHost(String name, String ip, Optional<String> host) {}
