package io.tandem.proxy.trunk;

import java.util.List;
import java.util.Optional;

import io.tandem.sip.message.SipUri;

/** A way to a peer, and the passwords that are good for it. Immutable.
 * @param credentials the caller's own first, then the server's
 * @param marked      finds them again; empty if there are none */
public record Trunk(List<TrunkCredentials> credentials, Optional<Mark> marked) {
    private static final String SERVER = "trunk";
    private static final String CALLER = "trunk-user";

    public Trunk {
        credentials = List.copyOf(credentials);
    }

    /** Parameters for our Record-Route, with a semicolon before each; empty without passwords. */
    public String mark() {
        return marked.map(Mark::toString).orElse("");
    }

    /** Says in a route whose passwords a dialog needs, for whichever proxy comes next.
     * @param server of the peer
     * @param caller UUID of a subscriber with a password of its own */
    public record Mark(int server, Optional<String> caller) {

        /** Of one of our own Routes. */
        public static Optional<Mark> of(SipUri route) {
            return route.parameter(SERVER).filter(id -> id.matches("\\d{1,9}")).map(id -> new Mark(Integer.parseInt(id), route.parameter(CALLER)));
        }

        @Override
        public String toString() {
            return ";" + SERVER + "=" + server + caller.map(uuid -> ";" + CALLER + "=" + uuid).orElse("");
        }
    }
}
