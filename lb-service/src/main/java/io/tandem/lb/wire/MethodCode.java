package io.tandem.lb.wire;

import io.tandem.sip.bytes.Bytes;

/** Methods as small numbers. */
public final class MethodCode {

    /** An extension method. */
    public static final int OTHER = 0;
    public static final int INVITE = 1;
    public static final int ACK = 2;
    public static final int BYE = 3;
    public static final int CANCEL = 4;
    public static final int REGISTER = 5;
    public static final int OPTIONS = 6;
    public static final int PRACK = 7;
    public static final int UPDATE = 8;
    public static final int SUBSCRIBE = 9;
    public static final int NOTIFY = 10;
    public static final int PUBLISH = 11;
    public static final int REFER = 12;
    public static final int MESSAGE = 13;
    public static final int INFO = 14;

    private static final String[] NAMES = {
        "", "INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "OPTIONS", "PRACK", "UPDATE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "REFER", "MESSAGE", "INFO"};
    private static final byte[][] BYTES = bytes();

    private MethodCode() {}

    private static byte[][] bytes() {
        byte[][] bytes = new byte[NAMES.length][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Bytes.ascii(NAMES[i]);
        }
        return bytes;
    }

    static int of(byte[] data, int from, int to) {
        byte first = data[from];
        for (int code = 1; code < BYTES.length; code++) {
            byte[] name = BYTES[code];
            if (name[0] == first && Bytes.equals(data, from, to, name)) {
                return code;
            }
        }
        return OTHER;
    }

    /** Does it create a dialog, whose Record-Route the answer repeats (RFC 3261 §12.1, RFC 6665, RFC 3515)? */
    public static boolean formsDialog(int method) {
        return method == INVITE || method == SUBSCRIBE || method == REFER;
    }

    /** Does it set or refresh a remote target (RFC 3261 §12.2, RFC 3311, RFC 6665)? */
    public static boolean setsTarget(int method) {
        return method == INVITE || method == UPDATE || method == SUBSCRIBE || method == NOTIFY || method == REFER;
    }
}
