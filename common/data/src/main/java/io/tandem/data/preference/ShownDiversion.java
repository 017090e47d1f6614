package io.tandem.data.preference;

/** Number in the Diversion header ({@code outbound_diversion}) and in History-Info ({@code outbound_history_info}); as received where nothing is set. */
public enum ShownDiversion { AS_RECEIVED, NONE, UPRN, NPN }
