package io.tandem.data.preference;

/** Number in the Diversion header ({@code outbound_diversion}); as received where nothing is set. */
public enum ShownDiversion { AS_RECEIVED, NONE, UPRN, NPN }
