package io.tandem.billing.mediation;

import java.math.BigDecimal;

/**
 * One row of {@code accounting.acc}, as a proxy wrote it.
 *
 * @param timeHires epoch seconds: of the final reply in an INVITE row, of the request in a BYE row
 * @param srcLeg    JSON, empty if the column is null
 * @param dstLeg    JSON, empty if the column is null
 */
record AccountingRow(long id, String method, String fromTag, String toTag, String callId, String sipCode, BigDecimal timeHires,
                     String srcLeg, String dstLeg, String branchId) {
    static final String INVITE = "INVITE";
    static final String BYE = "BYE";
    static final String REFER = "REFER";

    boolean isInvite() { return INVITE.equals(method); }

    boolean isBye() { return BYE.equals(method); }

    boolean isRefer() { return REFER.equals(method); }

    /** Final reply code; 0 if the column holds no number. */
    int code() { return sipCode.matches("[1-6]\\d\\d") ? Integer.parseInt(sipCode) : 0; }

    boolean isAnswered() { return code() >= 200 && code() < 300; }

    /** Same dialog, whichever side speaks (RFC 3261 §12). */
    boolean sharesDialogWith(AccountingRow other) {
        return fromTag.equals(other.fromTag) && toTag.equals(other.toTag) || fromTag.equals(other.toTag) && toTag.equals(other.fromTag);
    }

    Identity identity() { return new Identity(callId, method, fromTag, toTag, sipCode, timeHires.stripTrailingZeros(), branchId); }

    /** What makes two rows copies of one: a proxy that was interrupted may write a row again. */
    record Identity(String callId, String method, String fromTag, String toTag, String sipCode, BigDecimal timeHires, String branchId) {
        boolean isAnswered() { return sipCode.startsWith("2"); }
    }
}
