package io.tandem.relay.ice;

/** Numbers of STUN (RFC 8489 §18, RFC 8445 §16). */
public final class Stun {
    static final int HEADER = 20;
    static final int MAGIC_COOKIE = 0x2112_A442;
    static final int TRANSACTION_BYTES = 12;

    static final int BINDING_REQUEST = 0x0001;
    static final int BINDING_INDICATION = 0x0011;
    static final int BINDING_SUCCESS = 0x0101;
    static final int BINDING_ERROR = 0x0111;

    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int UNKNOWN_ATTRIBUTES = 0x000A;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int PRIORITY = 0x0024;
    static final int USE_CANDIDATE = 0x0025;
    static final int FINGERPRINT = 0x8028;
    static final int ICE_CONTROLLED = 0x8029;
    static final int ICE_CONTROLLING = 0x802A;

    static final int FINGERPRINT_XOR = 0x5354_554E;
    static final int INTEGRITY_BYTES = 20;

    static final int BAD_REQUEST = 400;
    static final int UNAUTHENTICATED = 401;
    static final int UNKNOWN_ATTRIBUTE = 420;
    static final int ROLE_CONFLICT = 487;

    private Stun() {}

    /** Does a datagram with these first octets look like STUN and nothing else on a media port (RFC 7983 §7)?
     * @param first octet 0 @param cookie octets 4-7 in network order */
    public static boolean isPlausible(int first, int cookie, int length) {
        return first >= 0 && first <= 3 && length >= HEADER && cookie == MAGIC_COOKIE;
    }
}
