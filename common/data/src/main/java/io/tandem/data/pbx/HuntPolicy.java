package io.tandem.data.pbx;

/** In which order a group calls its members ({@code cloud_pbx_hunt_policy}). */
public enum HuntPolicy {
    /** It calls none: the group is a subscriber like any other. */
    NONE,
    /** One after the other, as they are listed. */
    SERIAL,
    /** All at once. */
    PARALLEL,
    /** One after the other, in an order that is drawn for each call. */
    RANDOM,
    /** One after the other; each call begins with the member after the one that the call before began with. */
    CIRCULAR
}
