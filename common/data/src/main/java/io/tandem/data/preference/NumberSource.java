package io.tandem.data.preference;

/** Where a caller's number is read ({@code inbound_upn}, {@code inbound_npn}). */
public enum NumberSource { FROM_USER, FROM_DISPLAY, PAI_USER, PPI_USER, RPID_USER }
