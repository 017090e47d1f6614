package io.tandem.data.preference;

/** What happens to a call whose caller shows a number that is not his ({@code allowed_clis_reject_policy}). */
public enum RejectPolicy { OVERRIDE_BY_USERNPN, OVERRIDE_BY_CLIR, REJECT }
