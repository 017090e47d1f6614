package io.tandem.proxy.screen;

/** Which restrictions a PIN has lifted for one call (§2.10). */
public enum Lifted {
    NOTHING,
    /** Block lists and NCOS of the user and its customer; not those by administrators. */
    OWN,
    ALL;

    boolean lifts(boolean byAdministrator) {
        return this == ALL || this == OWN && !byAdministrator;
    }
}
