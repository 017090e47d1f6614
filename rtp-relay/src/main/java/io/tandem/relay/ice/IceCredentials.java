package io.tandem.relay.ice;

import java.security.SecureRandom;
import java.util.Optional;

/** {@code a=ice-ufrag} and {@code a=ice-pwd} of one side (RFC 8839 §5.4). The text form does not show the password. */
public record IceCredentials(String userFragment, String password) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int FRAGMENT_LENGTH = 8;
    private static final int PASSWORD_LENGTH = 24;

    /** New ones: 48 and 144 random bits. */
    public static IceCredentials random() {
        return new IceCredentials(letters(FRAGMENT_LENGTH), letters(PASSWORD_LENGTH));
    }

    private static String letters(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /** Of a peer; empty unless both are of the length and alphabet that the RFC asks for. */
    public static Optional<IceCredentials> of(String userFragment, String password) {
        boolean good = userFragment.matches("[A-Za-z0-9+/]{4,256}") && password.matches("[A-Za-z0-9+/]{22,256}");
        return good ? Optional.of(new IceCredentials(userFragment, password)) : Optional.empty();
    }

    @Override
    public String toString() {
        return "ICE credentials of " + userFragment;
    }
}
