package io.tandem.provisioning.registration;

/** The subscriber whose contact a binding is. */
record Owner(long id, String username, String domain) {}
