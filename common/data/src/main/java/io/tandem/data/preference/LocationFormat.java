package io.tandem.data.preference;

/** How an emergency call carries the caller's location ({@code emergency_location_format}). */
public enum LocationFormat { PIDF_LO, CIRPACK }
