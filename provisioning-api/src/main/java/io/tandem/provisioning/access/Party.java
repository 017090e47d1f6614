package io.tandem.provisioning.access;

/** Roles as the catalogue of resources abbreviates them ({@code provisioning.md} §1.13). */
public enum Party {
    /** Administrators of the whole system. */
    A,
    /** Administrators of one reseller. */
    R,
    /** Customer care, of the whole system or of one reseller. */
    K,
    /** Subscribers who administrate their customer's subscribers. */
    SA,
    /** Subscribers. */
    S,
    /** Lawful interception. */
    L,
    /** Those who have not logged in, where credentials are not needed. */
    G
}
