package io.tandem.proxy.accounting;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.call.Receiver;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.SipMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves the records of legs that have their final response. */
public record LegRecords(Accounting accounting, InstantSource clock) {
    private static final Logger LOG = LoggerFactory.getLogger(LegRecords.class);

    /** @return the response once the record is kept, or is known not to be */
    public CompletionStage<SipMessage> keep(Attempt leg, SipMessage response, Optional<Receiver> receiver) {
        return accounting.keep(CallRecords.invite(leg, response, receiver, clock.instant())).handle((_, failure) -> {
            if (failure != null) {
                LOG.error("call {} goes on without accounting record: {}", response.callId(), failure.toString());
            }
            return response;
        });
    }
}
