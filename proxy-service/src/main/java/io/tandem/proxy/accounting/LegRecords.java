package io.tandem.proxy.accounting;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.call.Receiver;
import io.tandem.proxy.credit.CreditOffice;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.SipMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves the records of legs that have their final response, and settles what was set aside for them: one that is answered costs what rating says, any other
 * costs nothing. */
public record LegRecords(Accounting accounting, CreditOffice credit, InstantSource clock) {
    private static final Logger LOG = LoggerFactory.getLogger(LegRecords.class);

    /** @return the response once the record is kept, or is known not to be */
    public CompletionStage<SipMessage> keep(Attempt leg, SipMessage response, Optional<Receiver> receiver) {
        leg.credit().reservations().forEach(response.status() / 100 == 2 ? credit::answered : credit::release);
        return accounting.keep(CallRecords.invite(leg, response, receiver, clock.instant())).handle((_, failure) -> {
            if (failure != null) {
                LOG.error("call {} goes on without accounting record: {}", response.callId(), failure.toString());
            }
            return response;
        });
    }

    /** The same of a text message to a peer. */
    public void keepMessage(Attempt leg, SipMessage response) {
        leg.credit().reservations().forEach(response.status() / 100 == 2 ? credit::answered : credit::release);
        CallRecords.message(leg, response, clock.instant()).forEach(record -> accounting.keep(record).exceptionally(failure -> {
            LOG.error("message {} goes on without accounting record: {}", record.callId(), failure.toString());
            return null;
        }));
    }

    /** A leg that was let through is not made after all, and has no record. */
    public void dropped(Attempt leg) {
        leg.credit().reservations().forEach(credit::release);
    }
}
