package io.tandem.provisioning.resource;

import java.util.Optional;

import tools.jackson.databind.node.ObjectNode;

/** One item of a collection as a client sees it, without links.
 * @param id     last part of its path, a number for most resources
 * @param source what the resource made the fields of, for itself to replace the item with; most need none */
public record Item(String id, ObjectNode fields, Optional<Object> source) {
    public Item(String id, ObjectNode fields) {
        this(id, fields, Optional.empty());
    }

    /** The value of a field as text; empty for null. */
    public String text(String name) {
        return fields.path(name).asString("");
    }

    public long whole(String name) {
        return fields.path(name).asLong();
    }
}
