package io.tandem.data.preference;

/** When a number is shown unchecked because the call says that it was forwarded ({@code skip_upn_check_on_diversion}). */
public enum DiversionCheck { NO, YES, CHECK_ALIASES, CHECK_ALLOWED_CLIS, DIVERSION, HISTORYINFO }
