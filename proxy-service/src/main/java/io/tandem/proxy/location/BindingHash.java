package io.tandem.proxy.location;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.registration.RegistrationScript;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** A binding as the fields of its Redis hash, in the layout other tools of this switch family read. Pure. */
final class BindingHash {
    /** What "never" was before Redis: still read, written is 0. */
    static final long UNLIMITED = 4_294_967_295L;
    private static final int MOST_DIGITS = 18;
    private static final int DIGEST_OCTETS = 12;
    private static final String PATH = "path";

    private BindingHash() {}

    static Map<String, String> toFields(AddressOfRecord owner, Binding binding) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("username", owner.user());
        fields.put("domain", owner.domain());
        fields.put("contact", binding.contact().toString());
        fields.put("received", binding.received());
        fields.put(PATH, String.join(",", binding.path()));
        fields.put("expires", Long.toString(binding.expiresAt().map(Instant::getEpochSecond).orElse(0L)));
        fields.put("q", binding.q().isEmpty() ? "-1" : binding.q());
        fields.put("callid", binding.callId());
        fields.put("cseq", Long.toString(binding.cSeq()));
        fields.put("last_modified", Long.toString(binding.lastModified().getEpochSecond()));
        fields.put("flags", "0");
        fields.put("cflags", "0");
        fields.put("user_agent", binding.userAgent());
        fields.put("socket", binding.socket());
        fields.put("methods", binding.methods());
        fields.put("ruid", binding.ruid());
        fields.put("instance", binding.instance());
        fields.put("reg_id", Integer.toString(binding.regId()));
        fields.put("server_id", "0");
        fields.put("connection_id", binding.connection().isPresent() ? Long.toUnsignedString(binding.connection().getAsLong()) : "-1");
        fields.put("keepalive", binding.keepAlive().number());
        fields.put("partition", "0");
        if (!binding.isPermanent()) {
            fields.put(RegistrationScript.DIGEST, digest(binding) + ":" + binding.lastModified().getEpochSecond() + ":" + binding.cSeq());
        }
        return fields;
    }

    /** Of all that a refresh leaves as it was: 96 bits, hexadecimal. */
    static String digest(Binding binding) {
        String all = String.join("\n", binding.contact().toString(), binding.received(), String.join(",", binding.path()), binding.q(),
                binding.userAgent(), binding.socket(), binding.methods(), binding.instance(), Integer.toString(binding.regId()),
                binding.keepAlive().number());
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8)), 0, DIGEST_OCTETS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Empty for a hash without a usable contact, which somebody else wrote. */
    static Optional<Binding> parse(Map<String, String> fields) {
        try {
            SipUri contact = SipUri.parse(fields.getOrDefault("contact", ""));
            long expires = number(fields, "expires");
            return Optional.of(new Binding(text(fields, "ruid"), contact, text(fields, "received"), path(text(fields, PATH)),
                    expires == 0 || expires >= UNLIMITED ? Optional.empty() : Optional.of(Instant.ofEpochSecond(expires)),
                    text(fields, "q").startsWith("-") ? "" : text(fields, "q"), text(fields, "callid"), number(fields, "cseq") % (1L << 31),
                    Instant.ofEpochSecond(number(fields, "last_modified")), text(fields, "user_agent"), text(fields, "socket"),
                    text(fields, "methods"), text(fields, "instance"), (int) Math.min(number(fields, "reg_id"), Integer.MAX_VALUE),
                    KeepAlive.ofNumber(number(fields, "keepalive"))));
        } catch (MalformedMessageException unusable) {
            return Optional.empty();
        }
    }

    /** Splits a stored Path as any Path header is split. */
    private static List<String> path(String stored) {
        return stored.isEmpty() ? List.of()
                : SipMessage.request("REGISTER", "sip:path.invalid").header(PATH, stored).build().headers(PATH);
    }

    private static String text(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }

    private static long number(Map<String, String> fields, String name) {
        String text = text(fields, name);
        return !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(text) : 0;
    }
}
