package io.tandem.data.preference;

/** Which number an emergency call shows without {@code emergency_cli} ({@code emergency_upn}). */
public enum EmergencyNumber { NPN, UPN }
