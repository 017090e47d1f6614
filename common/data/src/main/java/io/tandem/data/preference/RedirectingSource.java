package io.tandem.data.preference;

/** What the redirecting number of a call is that was forwarded outside ({@code inbound_uprn}). */
public enum RedirectingSource { NONE, NPN, NPN_DIVERSION, DIVERSION, UPN, ORIGINAL_NPN, ORIGINAL_UPN }
