package io.tandem.data.pbx;

/** How phones of a group stop ringing when somebody else has answered ({@code cloud_pbx_hunt_cancel_mode}). */
public enum HuntCancelMode {
    /** By CANCEL (RFC 3261 §9). */
    CANCEL,
    /** By a BYE in the early dialog (RFC 3261 §15), after which a phone lists no missed call. */
    BYE
}
