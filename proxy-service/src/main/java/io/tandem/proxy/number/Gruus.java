package io.tandem.proxy.number;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.sip.message.SipUri;

/** Addresses of single phones: public and temporary GRUUs (RFC 5627). Nothing is stored: a temporary one says, encrypted, whose phone it is, and holds as
 * long as that phone registers with the same Call-ID (§5.4). Any thread. */
public final class Gruus {
    private static final String PARAMETER = "gr";
    private static final String TEMPORARY = "tgruu.";
    /** Stands before what only this system writes there; no instance begins so. */
    private static final String SEALED = "~";
    private static final Pattern INSTANCE = Pattern.compile("<[A-Za-z0-9][A-Za-z0-9:._-]{0,127}>");
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int DIGEST_BYTES = 16;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** @param secret the same on all nodes */
    public Gruus(byte[] secret) {
        key = new SecretKeySpec(digest("gruu", new String(secret, StandardCharsets.ISO_8859_1)), "AES");
    }

    /** Parameters of a Contact in the 200 to a REGISTER (§5.3), a semicolon before each; none for a phone without an instance that fits a URI. */
    public String parameters(AddressOfRecord owner, Binding binding) {
        if (!INSTANCE.matcher(binding.instance()).matches()) {
            return "";
        }
        SipUri address = SipUri.of(owner.user(), owner.domain(), -1);
        return ";pub-gruu=\"" + address + ";" + PARAMETER + "=" + bare(binding.instance()) + "\";temp-gruu=\""
                + address.withUser(TEMPORARY + sealed(owner, binding)) + ";" + PARAMETER + "\"";
    }

    private static String bare(String instance) {
        return instance.substring(1, instance.length() - 1);
    }

    private String sealed(AddressOfRecord owner, Binding binding) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        byte[] user = owner.user().getBytes(StandardCharsets.UTF_8);
        byte[] plain = Arrays.copyOf(digest(binding.instance(), binding.callId()), DIGEST_BYTES + user.length);
        System.arraycopy(user, 0, plain, DIGEST_BYTES, user.length);
        try {
            byte[] secret = cipher(Cipher.ENCRYPT_MODE, iv, owner.domain()).doFinal(plain);
            byte[] token = Arrays.copyOf(iv, IV_BYTES + secret.length);
            System.arraycopy(secret, 0, token, IV_BYTES, secret.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + CIPHER, impossible);
        }
    }

    private Cipher cipher(int mode, byte[] iv, String domain) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(domain.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** A temporary one is meant. */
    public static boolean isTemporary(SipUri called) {
        return called.parameters().has(PARAMETER) && called.decodedUser().orElse("").startsWith(TEMPORARY);
    }

    /** Whose phone a temporary one stands for, in a form that this system reads; empty if it is none of ours. */
    public Optional<SipUri> opened(SipUri temporary) {
        try {
            byte[] token = Base64.getUrlDecoder().decode(temporary.decodedUser().orElse("").substring(TEMPORARY.length()));
            if (token.length <= IV_BYTES) {
                return Optional.empty();
            }
            byte[] plain = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(token, IV_BYTES), temporary.host())
                    .doFinal(token, IV_BYTES, token.length - IV_BYTES);
            String user = new String(plain, DIGEST_BYTES, plain.length - DIGEST_BYTES, StandardCharsets.UTF_8);
            return Optional.of(temporary.withUser(user).withoutParameter(PARAMETER)
                    .withParameter(PARAMETER, SEALED + HexFormat.of().formatHex(plain, 0, DIGEST_BYTES)));
        } catch (GeneralSecurityException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /** Which phone of its subscriber is called; empty for any. */
    public static Optional<String> phone(SipUri called) {
        return called.parameter(PARAMETER).filter(value -> !value.isEmpty());
    }

    /** Those of the bindings that this phone has made.
     * @param phone as {@link #phone} has found it */
    public static List<Binding> of(String phone, List<Binding> bindings) {
        return bindings.stream().filter(binding -> phone.startsWith(SEALED)
                ? phone.equals(SEALED + HexFormat.of().formatHex(digest(binding.instance(), binding.callId())))
                : binding.instance().equalsIgnoreCase("<" + phone + ">")).toList();
    }

    private static byte[] digest(String one, String other) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest((one + "\n" + other).getBytes(StandardCharsets.UTF_8)), DIGEST_BYTES);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
