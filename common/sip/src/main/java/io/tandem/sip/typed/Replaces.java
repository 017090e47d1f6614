package io.tandem.sip.typed;

/** Replaces header (RFC 3891 §6.1): the dialog to take over, tags as its UAS knows them. */
public record Replaces(String callId, String toTag, String fromTag, boolean earlyOnly) {}
