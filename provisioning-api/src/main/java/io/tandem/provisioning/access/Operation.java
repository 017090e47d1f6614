package io.tandem.provisioning.access;

import java.util.List;

/** What can be done with a collection or with one item of it. */
public enum Operation {
    LIST(true, "GET", "HEAD"), CREATE(true, "POST"), CLEAR(true, "DELETE"), READ(false, "GET", "HEAD"), REPLACE(false, "PATCH", "PUT"), DELETE(false, "DELETE");

    private final boolean onCollection;
    private final List<String> methods;

    Operation(boolean onCollection, String... methods) {
        this.onCollection = onCollection;
        this.methods = List.of(methods);
    }

    /** With the collection, not with one item. */
    public boolean onCollection() {
        return onCollection;
    }

    public List<String> methods() {
        return methods;
    }

    public boolean writes() {
        return this != LIST && this != READ;
    }
}
