package io.tandem.sip.auth;

/** The arithmetic of RFC 7616 §3.4.1-3.4.3. Pure. */
final class Digests {
    private Digests() {}

    /** What the response must be for this clear-text password. */
    static String response(DigestCredentials c, String password, String method, byte[] body) {
        return responseOfHa1(c, ha1(c.hash(), c.username(), c.realm(), password), method, body);
    }

    /** @param ha1 hash of {@code username:realm:password}, lower-case hexadecimal, without session part */
    static String responseOfHa1(DigestCredentials c, String ha1, String method, byte[] body) {
        DigestAlgorithm hash = c.hash();
        String first = hash.isSession() ? hash.hex(ha1 + ":" + c.nonce() + ":" + c.cnonce().orElse("")) : ha1;
        String action = method + ":" + c.uri();
        String second = hash.hex(c.qop().filter(Qop.AUTH_INT::equals).isPresent() ? action + ":" + hash.hex(body) : action);
        String middle = c.qop().map(qop -> c.nonce() + ":" + c.nc().orElse("") + ":" + c.cnonce().orElse("") + ":" + qop.token())
                .orElse(c.nonce());
        return hash.hex(first + ":" + middle + ":" + second);
    }

    static String ha1(DigestAlgorithm hash, String username, String realm, String password) {
        return hash.hex(username + ":" + realm + ":" + password);
    }
}
