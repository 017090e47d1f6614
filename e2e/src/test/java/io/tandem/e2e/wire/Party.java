package io.tandem.e2e.wire;

import java.util.Optional;

/** Who a SIPp process is. Immutable.
 * @param password of a subscriber; empty for a peer, which is known by its address
 * @param number   that it is reached by, E.164 without +
 * @param address  its own socket's IPv4 address */
record Party(long id, String user, String domain, Optional<String> password, String number, String address, int port) {
    String uri() {
        return "sip:" + user + "@" + domain;
    }

    /** URI of its number in its domain. */
    String numberUri() {
        return "sip:" + number + "@" + domain;
    }

    String contact() {
        return "sip:" + user + "@" + address + ":" + port;
    }

    String authentication() {
        return "[authentication username=" + user + " password=" + password.orElseThrow() + "]";
    }
}
