package io.tandem.ha.client;

/**
 * A question or order to the HA manager.
 *
 * @param force go on although it costs service
 */
public record Request(Command command, boolean force) {
    /** What to do. */
    public enum Command { STATUS, MAKE_ACTIVE, MAKE_STANDBY, MAINTENANCE_ON, MAINTENANCE_OFF }
}
