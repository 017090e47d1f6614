package io.tandem.provisioning.write;

import java.util.Locale;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import tools.jackson.databind.node.ObjectNode;

/**
 * A write that a client asked for and a resource has carried out; its transaction is still open.
 *
 * @param content       the item after it, before it when it is gone; secrets masked
 * @param transactionId the same for all writes of one transaction
 */
public record Written(Declaration declaration, Operation operation, String id, ObjectNode content, Caller caller, String transactionId) {

    /** What a write does to an item. */
    public enum Operation {
        CREATE, UPDATE, DELETE;

        /** As the journal names it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
