package io.tandem.proxy.trunk;

import java.util.List;

/** A way to a peer, and the passwords that are good for it. Immutable.
 * @param credentials the caller's own first, then the server's
 * @param mark        parameters for our Record-Route that find them again, a semicolon before each; empty without passwords */
public record Trunk(List<TrunkCredentials> credentials, String mark) {
    public Trunk {
        credentials = List.copyOf(credentials);
    }
}
