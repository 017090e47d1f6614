package io.tandem.b2bua.call;

import java.util.Optional;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** What a stage of the plan says of an INVITE. */
sealed interface Verdict {
    record Go(CallDraft draft) implements Verdict {}

    /** @param why        for the operator: what is wrong and what to do
     * @param retryAfter seconds, if the peer may try again */
    record Refuse(int status, String reason, String why, Optional<Long> retryAfter) implements Verdict {
        Refuse(int status, String reason, String why) {
            this(status, reason, why, Optional.empty());
        }

        SipMessage finish(SipMessage response) {
            retryAfter.ifPresent(seconds -> response.set(HeaderNames.RETRY_AFTER, seconds.toString()));
            return response;
        }
    }
}
