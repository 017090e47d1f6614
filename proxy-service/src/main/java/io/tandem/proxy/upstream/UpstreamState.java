package io.tandem.proxy.upstream;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** How a registration of ours stands, as the proxies of the system share it. Immutable.
 * @param code      of the last final response; 0 without one
 * @param reason    its phrase, or what else is wrong
 * @param cSeq      of the last REGISTER
 * @param at        when it was answered
 * @param expiresAt end of what the registrar has granted; the epoch if it has granted nothing */
public record UpstreamState(Status status, int code, String reason, String address, String callId, long cSeq, Instant at, Instant expiresAt) {
    private static final String SEPARATOR = "\t";
    private static final int FIELDS = 8;

    /** Numbers are those of this switch family. */
    public enum Status {
        INACTIVE, PENDING, ACTIVE, FAILED, REMOVED, TO_BE_REMOVED
    }

    static UpstreamState begin(String address, String callId, Instant now) {
        return new UpstreamState(Status.PENDING, 0, "", address, callId, 0, now, Instant.EPOCH);
    }

    /** One line. */
    String text() {
        return String.join(SEPARATOR, status.name().toLowerCase(Locale.ROOT), Integer.toString(code), address, callId, Long.toString(cSeq),
                Long.toString(at.getEpochSecond()), Long.toString(expiresAt.getEpochSecond()), reason.replaceAll("\\p{Cntrl}", " "));
    }

    /** Empty for what another version has written. */
    static Optional<UpstreamState> parse(String text) {
        String[] parts = text.split(SEPARATOR, -1);
        try {
            return parts.length != FIELDS ? Optional.empty() : Optional.of(new UpstreamState(Status.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                    Integer.parseInt(parts[1]), parts[7], parts[2], parts[3], Long.parseLong(parts[4]), Instant.ofEpochSecond(Long.parseLong(parts[5])),
                    Instant.ofEpochSecond(Long.parseLong(parts[6]))));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
