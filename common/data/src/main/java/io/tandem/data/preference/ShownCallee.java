package io.tandem.data.preference;

/** What stands in To of the call that the callee gets ({@code outbound_to_user}). */
public enum ShownCallee { CALLEE, RCVD_TO, ORIG_CALLEE, PBX_EXTENSION }
