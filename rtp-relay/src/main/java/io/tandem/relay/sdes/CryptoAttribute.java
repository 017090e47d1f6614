package io.tandem.relay.sdes;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.srtp.CryptoSuite;
import io.tandem.relay.srtp.MasterKey;
import io.tandem.relay.srtp.SessionParameters;
import io.tandem.relay.srtp.SrtpState;

/** One {@code a=crypto} line (RFC 4568 §9.1). Its text form shows no key.
 * @param tag  1-999999999; the answer repeats the one that it took
 * @param keys protect what the writer of the line sends; with several, each has an MKI */
public record CryptoAttribute(int tag, CryptoSuite suite, List<MasterKey> keys, SessionParameters parameters) {
    private static final String INLINE = "inline:";

    public CryptoAttribute {
        keys = List.copyOf(keys);
    }

    /** Empty for a line that this relay cannot use: malformed, an unknown suite, or a session parameter it must not ignore (§6.3.7). */
    public static Optional<CryptoAttribute> parse(String value) {
        String[] words = value.strip().split("[ \t]+");
        if (words.length < 3 || !words[0].matches("[1-9][0-9]{0,8}")) return Optional.empty();
        Optional<CryptoSuite> suite = CryptoSuite.named(words[1]);
        if (suite.isEmpty()) return Optional.empty();
        Optional<SessionParameters> parameters = parameters(Arrays.copyOfRange(words, 3, words.length));
        List<MasterKey> keys = new ArrayList<>();
        for (String text : words[2].split(";", -1)) {
            Optional<MasterKey> key = key(suite.get(), text);
            if (key.isEmpty()) return Optional.empty();
            keys.add(key.get());
        }
        return parameters.filter(_ -> areTellable(keys)).map(p -> new CryptoAttribute(Integer.parseInt(words[0]), suite.get(), keys, p));
    }

    private static boolean areTellable(List<MasterKey> keys) {
        int length = keys.getFirst().mki().length;
        return keys.stream().allMatch(key -> key.mki().length == length) && (keys.size() == 1 || length > 0);
    }

    /** {@code inline:KEY[|LIFETIME][|MKI:LENGTH]}. */
    private static Optional<MasterKey> key(CryptoSuite suite, String text) {
        if (!text.regionMatches(true, 0, INLINE, 0, INLINE.length())) return Optional.empty();
        String[] parts = text.substring(INLINE.length()).split("\\|", -1);
        byte[] mki = {};
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].matches("2\\^[0-9]{1,2}|[0-9]{1,15}")) continue; // a lifetime: no call lasts so long
            Optional<byte[]> identifier = mki(parts[i]);
            if (identifier.isEmpty()) return Optional.empty();
            mki = identifier.get();
        }
        return key(suite, parts[0], mki);
    }

    private static Optional<MasterKey> key(CryptoSuite suite, String base64, byte[] mki) {
        try {
            byte[] octets = Base64.getDecoder().decode(base64);
            return octets.length == suite.keyBytes() + suite.saltBytes() ? Optional.of(MasterKey.joined(suite, octets, mki)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code VALUE:LENGTH}, the value in decimal, 1-128 octets. */
    private static Optional<byte[]> mki(String text) {
        if (!text.matches("[0-9]{1,18}:[0-9]{1,3}")) return Optional.empty();
        int colon = text.indexOf(':');
        long value = Long.parseLong(text.substring(0, colon));
        int length = Integer.parseInt(text.substring(colon + 1));
        if (length < 1 || length > 128 || length < 8 && value >>> 8 * length != 0) return Optional.empty();
        byte[] mki = new byte[length];
        for (int i = length - 1; i >= 0 && value != 0; i--, value >>>= 8) {
            mki[i] = (byte) value;
        }
        return Optional.of(mki);
    }

    /** A window hint may be ignored, key derivation at a rate and FEC must not. */
    private static Optional<SessionParameters> parameters(String[] words) {
        List<String> names = List.of(words);
        boolean known = names.stream().allMatch(name -> name.matches("-.*|WSH=[0-9]+|KDR=0|UNENCRYPTED_SRTP|UNENCRYPTED_SRTCP|UNAUTHENTICATED_SRTP"));
        return known ? Optional.of(new SessionParameters(names.contains("UNENCRYPTED_SRTP"), names.contains("UNENCRYPTED_SRTCP"),
                names.contains("UNAUTHENTICATED_SRTP"))) : Optional.empty();
    }

    /** What the writer of this line sends with. */
    public SrtpState state() {
        return SrtpState.fresh(suite, keys, parameters);
    }

    /** The value of the attribute.
     *  @param pad with the {@code =} of Base64, as RFC 4648 §3.2 has it; some phones read keys of 28, 44 or 46 octets in no other way
     *  @param lifetime with the longest lifetime that RFC 3711 allows */
    public String write(boolean pad, boolean lifetime) {
        StringBuilder text = new StringBuilder().append(tag).append(' ').append(suite.name()).append(' ');
        for (int i = 0; i < keys.size(); i++) {
            if (i > 0) text.append(';');
            text.append(INLINE).append(base64(keys.get(i), pad));
            if (lifetime) text.append("|2^31");
            appendMki(text, keys.get(i).mki());
        }
        if (parameters.unencryptedRtp()) text.append(" UNENCRYPTED_SRTP");
        if (parameters.unencryptedRtcp()) text.append(" UNENCRYPTED_SRTCP");
        if (parameters.unauthenticatedRtp()) text.append(" UNAUTHENTICATED_SRTP");
        return text.toString();
    }

    private static String base64(MasterKey key, boolean pad) {
        byte[] joined = Arrays.copyOf(key.key(), key.key().length + key.salt().length);
        System.arraycopy(key.salt(), 0, joined, key.key().length, key.salt().length);
        return (pad ? Base64.getEncoder() : Base64.getEncoder().withoutPadding()).encodeToString(joined);
    }

    private static void appendMki(StringBuilder text, byte[] mki) {
        if (mki.length > 0) text.append('|').append(new BigInteger(1, mki)).append(':').append(mki.length);
    }

    @Override
    public String toString() {
        return "crypto " + tag + " " + suite;
    }
}
