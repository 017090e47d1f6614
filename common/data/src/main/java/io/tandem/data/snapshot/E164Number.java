package io.tandem.data.snapshot;

/**
 * A telephone number in its parts (ITU-T E.164).
 *
 * @param cc country code, digits
 * @param ac area code, digits or empty
 * @param sn subscriber number, digits or empty
 */
public record E164Number(String cc, String ac, String sn) {
    /** All digits without plus sign: what is dialled, and the user part on the wire. */
    public String digits() { return cc + ac + sn; }

    @Override public String toString() { return digits(); }
}
