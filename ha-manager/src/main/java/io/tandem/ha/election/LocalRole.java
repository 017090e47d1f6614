package io.tandem.ha.election;

import java.io.IOException;

import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.client.Reply;
import io.tandem.ha.client.Request;

/** The role of this node, of a single one or of one of a pair. Any thread. */
public interface LocalRole {
    /** To those who want databases compared. */
    String NO_DATABASE = "refused: no database follows the role of this node (tandem.ha-manager.stores.database)";

    /** @throws IOException if this node cannot keep the rules of its role, if its epoch cannot be stored for instance: it must not run then */
    void start() throws IOException;

    void stop();

    Reply answer(Request request);

    NodeStatus status();
}
