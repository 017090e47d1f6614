package io.tandem.b2bua.call;

import java.util.Optional;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** What a stage of the plan says of an INVITE. */
sealed interface Verdict {
    record Go(CallDraft draft) implements Verdict {}

    /** @param why        for the operator: what is wrong and what to do
     * @param retryAfter seconds, if the peer may try again
     * @param minSe      seconds of the shortest session interval, if that is why (RFC 4028) */
    record Refuse(int status, String reason, String why, Optional<Long> retryAfter, Optional<Long> minSe) implements Verdict {
        Refuse(int status, String reason, String why) {
            this(status, reason, why, Optional.empty(), Optional.empty());
        }

        SipMessage finish(SipMessage response) {
            retryAfter.ifPresent(seconds -> response.set(HeaderNames.RETRY_AFTER, seconds.toString()));
            minSe.ifPresent(seconds -> response.set("Min-SE", seconds.toString()));
            return response;
        }
    }
}
