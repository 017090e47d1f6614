package io.tandem.data.emergency;

/**
 * What an emergency number becomes on its way to a peer. Immutable.
 *
 * @param code   the number, such as 112
 * @param prefix is put before it; may be empty
 * @param suffix is put behind it; may be empty
 */
public record EmergencyMapping(String code, String prefix, String suffix) {
    public String number() { return prefix + code + suffix; }
}
