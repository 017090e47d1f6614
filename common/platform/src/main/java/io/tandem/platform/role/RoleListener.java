package io.tandem.platform.role;

/** Hears of the role. */
@FunctionalInterface
public interface RoleListener {
    /** This is the role now. Called on the thread that reads it, one role after the other; returns soon: others wait for theirs. */
    void onRole(NodeRole role);
}
