package io.tandem.proxy.credit;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.tables.CallTables;
import io.tandem.data.tariff.FeeQuestion;
import io.tandem.data.tariff.Tariff;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.Methods;

/** What rating will ask of the record of a leg (provisioning.md §5.3), asked before the call: for credit and for the prices of peers. Pure.
 * @param fee      but for the address of a peer, which is not chosen yet
 * @param sourceIp chooses the billing network */
public record Charging(FeeQuestion fee, String sourceIp) {
    /** Anything else would not fit the CDR, or choose the caller's billing network for him. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    public static Charging of(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        String number = attempt.forwarded().map(how -> CallerNumbers.network(how.forwarder())).orElse(attempt.shown(caller).network());
        String called = attempt.localCallee().map(Callee.Local::dialled).orElseGet(() -> attempt.called().decodedUser().orElse(""));
        String domain = attempt.callee().map(callee -> switch (callee) {
            case Callee.Local local -> local.subscriber().domain();
            case Callee.Foreign foreign -> foreign.uri().host();
            case Callee.Application _, Callee.Unknown _, Callee.Peers _, Callee.Peer _ -> attempt.called().host();
        }).orElseGet(() -> attempt.called().host());
        FeeQuestion.Kind kind = isMessage(attempt) ? FeeQuestion.Kind.SMS : FeeQuestion.Kind.CALL;
        return new Charging(new FeeQuestion(kind, FeeQuestion.Direction.OUT, number, caller.subscriber().domain(), called, domain),
                sourceIp(attempt));
    }

    /** A text message, not a call: it has no length. */
    public static boolean isMessage(Attempt attempt) {
        return attempt.received().method().equals(Methods.MESSAGE);
    }

    /** How many records it leaves, each with a fee of its own: one for each part of a text message. */
    public static int parts(Attempt attempt) {
        return isMessage(attempt) ? TextParts.of(attempt.received()) : 1;
    }

    /** Where the call has entered the system: whoever may say so in a header ({@code ip_header}) is believed, if it is an address. */
    public static String sourceIp(Attempt attempt) {
        return attempt.ofCaller().own().get(CallPreferences.IP_HEADER).flatMap(attempt.received()::header).map(String::strip)
                .filter(address -> ADDRESS.matcher(address).matches()).orElseGet(() -> attempt.caller().orElseThrow().sourceIp());
    }

    /** The same for a peer at that address. */
    public Charging at(String address) {
        return new Charging(new FeeQuestion(fee.kind(), fee.direction(), fee.source(), fee.sourceDomain(), fee.destination(), address), sourceIp);
    }

    /** With the carrier of a ported number, which is asked for only where a fee depends on it. Never blocks. */
    public CompletionStage<FeeQuestion> fee(Tariff tariff, CallTables tables, Instant moment) {
        return tariff.asksCarriers() && fee.isToNumber() ? tables.lnpNumbers(fee.destination()).thenApply(numbers -> fee.with(numbers, moment))
                : CompletableFuture.completedFuture(fee);
    }
}
