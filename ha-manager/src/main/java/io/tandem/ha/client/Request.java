package io.tandem.ha.client;

/**
 * A question or order to the HA manager.
 *
 * @param force go on although it costs service
 * @param epoch the highest that the asker knows of in the pair, for {@code PROMOTE}; else 0
 */
public record Request(Command command, boolean force, long epoch) {
    /** What to do; {@code PROMOTE} and {@code DEMOTE} are the cluster manager's where Pacemaker decides. {@code COMPARE} begins a comparison of the pair's
     * databases, {@code COMPARISON} asks what has become of it. */
    public enum Command { STATUS, MAKE_ACTIVE, MAKE_STANDBY, MAINTENANCE_ON, MAINTENANCE_OFF, PROMOTE, DEMOTE, COMPARE, COMPARISON }

    public Request(Command command, boolean force) { this(command, force, 0); }
}
