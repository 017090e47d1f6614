package io.tandem.ha.client;

import java.nio.file.Path;

/** The HA manager of this node does not answer, so the node's role is not known. */
public final class HaUnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    HaUnreachableException(Path socket, Exception cause) {
        super("HA manager does not answer on %s (%s); is the service ha-manager running, and may this user open its socket?"
                .formatted(socket, cause), cause);
    }
}
