package io.tandem.data.ban;

import java.time.Instant;

/**
 * An address that nothing is taken from.
 *
 * @param address of an IPv6 network its first address
 * @param reason  a word
 * @param stage   how often it was banned before
 * @param until   {@link #FOREVER} for good
 * @param node    that set it
 */
public record SourceBan(String address, String reason, int stage, Instant since, Instant until, String node) {
    /** The end of a ban that somebody must lift; any later moment means the same. */
    public static final Instant FOREVER = Instant.ofEpochSecond(4_102_444_800L);

    public boolean isForGood() {
        return !until.isBefore(FOREVER);
    }
}
