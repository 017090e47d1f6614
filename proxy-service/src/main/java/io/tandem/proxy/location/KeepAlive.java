package io.tandem.proxy.location;

/** How the NAT in front of a contact is kept open; stored in the binding as its number. */
public enum KeepAlive {
    /** Not by us. */
    NONE,
    /** OPTIONS. */
    OPTIONS,
    /** NOTIFY, for devices that do not answer OPTIONS (preference {@code sip_ping_notify}). */
    NOTIFY;

    private static final KeepAlive[] BY_NUMBER = values();

    /** NONE for a number that is none of ours. */
    static KeepAlive ofNumber(long number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[(int) number] : NONE;
    }

    String number() {
        return Integer.toString(ordinal());
    }
}
