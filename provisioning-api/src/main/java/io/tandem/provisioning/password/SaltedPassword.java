package io.tandem.provisioning.password;

import java.nio.charset.StandardCharsets;

import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * A password as this switch family stores it: bcrypt of cost 13, written {@code SALT$HASH} (22 and 31 characters of bcrypt's own base64).
 * Checking one takes half a second, on purpose.
 */
public record SaltedPassword(String text) {
    private static final int COST = 13;
    private static final String PREFIX = "$2a$13$";
    private static final int MAX_BYTES = 72;
    private static final int SALT_END = 22;
    private static final int LENGTH = SALT_END + 1 + 31;

    /** Whether bcrypt takes all of it: it hashes 72 bytes at most. */
    public static boolean canHold(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }

    /** Whether a text has the form of such a hash. */
    static boolean isOne(String text) {
        return text.length() == LENGTH && text.charAt(SALT_END) == '$';
    }

    /** Salts and hashes. */
    public static SaltedPassword of(String password) {
        return hashed(password, BCrypt.gensalt(COST));
    }

    /** Hashes with the salt of another password, so that equal ones are equal texts. */
    static SaltedPassword of(String password, String salt) {
        return hashed(password, PREFIX + salt);
    }

    /** The salt in such a hash. */
    static String salt(String text) {
        return text.substring(0, SALT_END);
    }

    private static SaltedPassword hashed(String password, String salt) {
        String bcrypt = BCrypt.hashpw(password, salt).substring(PREFIX.length());
        return new SaltedPassword(bcrypt.substring(0, SALT_END) + "$" + bcrypt.substring(SALT_END));
    }

    /** False for text that is no such hash, too. Compares in constant time. */
    public boolean matches(String password) {
        return isOne(text) && BCrypt.checkpw(password, PREFIX + text.substring(0, SALT_END) + text.substring(SALT_END + 1));
    }

    @Override
    public String toString() {
        return "SaltedPassword[...]";
    }
}
