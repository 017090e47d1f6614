package io.tandem.data.preference;

/** When a call to a subscriber leaves to a peer all the same ({@code force_outbound_calls_to_peer}, {@code force_inbound_calls_to_peer}). */
public enum ForcedToPeer {
    NEVER, FORCE, FORCE_NONLOCAL, FORCE_OFFLINE, FORCE_OFFLINE_PRIMARY, FORCE_OFFLINE_ALIAS, FORCE_INTERPBX, FORCE_NONLOCAL_LNP, FORCE_INTERDOMAIN
}
