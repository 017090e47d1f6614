package io.tandem.billing.cdr;

/**
 * An optional value of a record, a row of {@code cdr_tag_data}.
 *
 * @param value not empty; cut to what the column holds, for an extra must not cost the record
 */
public record CdrTag(Kind kind, Side side, String value) {
    private static final int MAX_CODE_POINTS = 255;

    public CdrTag {
        if (value.codePointCount(0, value.length()) > MAX_CODE_POINTS) {
            value = value.substring(0, value.offsetByCodePoints(0, MAX_CODE_POINTS));
        }
    }

    /** Kind of value with its id in {@code accounting.cdr_tag}. */
    public enum Kind {
        FURNISHED_CHARGING_INFO(2), P_ASSERTED_IDENTITY(3), DIVERSION(4), USER_TO_USER(5), CONCURRENT_CALLS_COUNT(7),
        CONCURRENT_CALLS_COUNT_CUSTOMER(8), CONCURRENT_CALLS_QUOTA(9), HISTORY_INFO(11), HUNT_GROUP_EXTENSION(12),
        R_USER(13), R_USER_AGENT(14), P_PREFERRED_IDENTITY(15), PREPAID_RESERVATION(16);

        private final int id;

        Kind(int id) { this.id = id; }

        int id() { return id; }
    }

    /** Side of the call with its id in {@code accounting.cdr_direction}. */
    public enum Side {
        SOURCE(1), DESTINATION(2);

        private final int id;

        Side(int id) { this.id = id; }

        int id() { return id; }
    }
}
