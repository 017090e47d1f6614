package io.tandem.proxy.accounting;

import java.time.Instant;
import java.util.Objects;

/** One row of {@code accounting.acc}: a final response to an initial INVITE, or a BYE of leg A. Texts are as on the wire. Immutable.
 * @param method   INVITE or BYE
 * @param time     moment of the final response or of the BYE; the table keeps milliseconds
 * @param srcLeg   JSON about the caller, empty object for BYE
 * @param dstLeg   JSON about the callee, empty object for BYE
 * @param dstOuser user part of the request URI as it came
 * @param dstUser  user part of the request URI as it left
 * @param branchId tells the legs of a forwarded call apart, which have the same dialog; empty for the one that was dialled */
public record AccountingRecord(String method, String fromTag, String toTag, String callId, int sipCode, String sipReason, Instant time,
                               String srcLeg, String dstLeg, String srcUser, String srcDomain, String dstOuser, String dstUser,
                               String dstDomain, String branchId) {
    public AccountingRecord { // journals of earlier versions lack the branch
        branchId = Objects.requireNonNullElse(branchId, "");
    }

    AccountingRecord branch(String other) {
        return new AccountingRecord(method, fromTag, toTag, callId, sipCode, sipReason, time, srcLeg, dstLeg, srcUser, srcDomain, dstOuser, dstUser,
                dstDomain, other);
    }
}
