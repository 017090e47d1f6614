package io.tandem.provisioning.resource;

import tools.jackson.databind.node.ObjectNode;

/** One item of a collection as a client sees it, without links.
 * @param id last part of its path, a number for most resources */
public record Item(String id, ObjectNode fields) {

    /** The value of a field as text; empty for null. */
    public String text(String name) {
        return fields.path(name).asString("");
    }

    public long whole(String name) {
        return fields.path(name).asLong();
    }
}
