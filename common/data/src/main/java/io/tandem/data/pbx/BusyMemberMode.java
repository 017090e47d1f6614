package io.tandem.data.pbx;

/** Whether members of a group ring who are in a call ({@code busy_hg_member_mode}). */
public enum BusyMemberMode {
    RING,
    /** Not those who count in {@code totaluser}: any call, also one that is being set up. */
    SKIP_TOTALUSER,
    /** Not those who count in {@code activeuser}: answered calls. */
    SKIP_ACTIVEUSER
}
