package io.tandem.sip.message;

import io.tandem.sip.bytes.Bytes;

/** Method names (RFC 3261, 3262, 3265/6665, 3311, 3428, 3515, 3903, 6086); any other token is an extension method. */
public final class Methods {
    public static final String INVITE = "INVITE";
    public static final String ACK = "ACK";
    public static final String BYE = "BYE";
    public static final String CANCEL = "CANCEL";
    public static final String REGISTER = "REGISTER";
    public static final String OPTIONS = "OPTIONS";
    public static final String PRACK = "PRACK";
    public static final String UPDATE = "UPDATE";
    public static final String SUBSCRIBE = "SUBSCRIBE";
    public static final String NOTIFY = "NOTIFY";
    public static final String PUBLISH = "PUBLISH";
    public static final String REFER = "REFER";
    public static final String MESSAGE = "MESSAGE";
    public static final String INFO = "INFO";

    private static final String[] KNOWN = {
        INVITE, ACK, BYE, REGISTER, CANCEL, OPTIONS, PRACK, UPDATE, SUBSCRIBE, NOTIFY, PUBLISH, REFER, MESSAGE, INFO};

    private Methods() {}

    /** True for a request that creates a dialog, whose Record-Route the answer repeats (RFC 3261 §12.1, RFC 6665, RFC 3515). */
    public static boolean formsDialog(String method) {
        return method.equals(INVITE) || method.equals(SUBSCRIBE) || method.equals(REFER);
    }

    /** The constant for these bytes, or a new string: no allocation for the methods above. */
    static String intern(byte[] bytes, int from, int to) {
        for (String known : KNOWN) {
            if (Ascii.equals(bytes, from, to, known)) {
                return known;
            }
        }
        return Bytes.text(bytes, from, to);
    }
}
