package io.tandem.proxy.credit;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.leg.CallProperties;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.Forwarded;
import io.tandem.proxy.plan.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step of the call plan that asks whether who pays in advance can pay (§2.19). Never blocks.
 * @param prepaid answers; for callers who pay afterwards at once */
public record CreditStep(CallProperties settings, Prepaid prepaid) {
    private static final Logger LOG = LoggerFactory.getLogger(CreditStep.class);

    public CompletionStage<Verdict> verdict(Attempt attempt) {
        return question(attempt).map(question -> prepaid.ask(question).thenApply(grant -> verdict(attempt, grant)))
                .orElseGet(() -> CompletableFuture.completedFuture(new Verdict.Proceed(attempt)));
    }

    private static Verdict verdict(Attempt attempt, Grant grant) {
        return switch (grant) {
            case Grant.Unlimited _ -> new Verdict.Proceed(attempt);
            // the BYE takes a moment, and any remainder would be charged as another interval (§5.3)
            case Grant.Limited limited -> new Verdict.Proceed(attempt.with(attempt.credit().and(Math.max(1, limited.seconds() - 1), limited.reservations())));
            case Grant.Refused refused -> {
                LOG.info("call {} refused with 402 Insufficient Credit: {}", attempt.request().callId(), refused.why());
                yield Verdict.refuse(402, "Insufficient Credit");
            }
        };
    }

    /** What was set aside when it came is still there. */
    private static boolean hasWaited(Attempt attempt) {
        return attempt.localCallee().filter(callee -> !callee.turn().isNew()).isPresent();
    }

    /** Subscribers pay, for emergency calls nobody does. */
    private Optional<CreditQuestion> question(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        if (!caller.isAuthenticated() || attempt.isEmergency() || hasWaited(attempt)) {
            return Optional.empty();
        }
        return Optional.of(new CreditQuestion(caller.subscriber().customerId(), attempt.request().callId(),
                attempt.forwarded().map(Forwarded::number).orElse(0), attempt.arrival(), Charging.of(attempt),
                attempt.callee().filter(Callee.Application.class::isInstance).isPresent(),
                Charging.isMessage(attempt) ? 1 : settings.longestPrepaid(caller.subscriber()), Charging.parts(attempt)));
    }
}
