package io.tandem.provisioning.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** A password as a column holds it: {@link SaltedPassword}, or as systems of long ago kept it, MD5 in hexadecimal or plain. */
public record StoredPassword(String text) {
    private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

    /** False for one that is to be stored anew as soon as it is known. */
    public boolean isSalted() {
        return SaltedPassword.isOne(text);
    }

    /** Compares in constant time. Nothing stored matches nothing. */
    public boolean matches(String password) {
        if (isSalted()) {
            return new SaltedPassword(text).matches(password);
        }
        String given = MD5.matcher(text).matches() ? md5(password) : password;
        String stored = MD5.matcher(text).matches() ? text.toLowerCase(Locale.ROOT) : text;
        return !text.isEmpty() && MessageDigest.isEqual(stored.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static String md5(String password) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(password.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("MD5 is in every JDK", e);
        }
    }

    @Override
    public String toString() {
        return "StoredPassword[...]";
    }
}
