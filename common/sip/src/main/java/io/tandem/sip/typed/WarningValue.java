package io.tandem.sip.typed;

/** One value of a Warning header (RFC 3261 §20.43). @param code three digits */
public record WarningValue(int code, String agent, String text) {}
