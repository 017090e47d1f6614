package io.tandem.proxy.portability;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.portability.LnpCarrier;
import io.tandem.data.portability.LnpNumber;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteVariables;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.tables.CallTables;
import io.tandem.proxy.caller.PartySnapshot;

/** Asks the table of ported numbers. Never blocks; the stage is complete on return if all is cached. */
public record PortabilityLookup(CallTables tables, LnpProperties settings) {

    /** What to look up; empty for what is not asked for.
     * @param when   rows that hold then
     * @param caller settings of who calls, whose rewrite rules apply
     * @param callee number that is called */
    public record Question(Instant when, PartySnapshot caller, Optional<String> callee, Optional<String> callerNumber) {}

    public CompletionStage<Portability> of(Question question) {
        if (!settings.enabled()) {
            return CompletableFuture.completedFuture(Portability.NONE);
        }
        Optional<String> callee = question.callee().flatMap(PortabilityLookup::digits);
        Optional<String> caller = question.callerNumber()
                .map(number -> question.caller().rewrite(RewriteList.CALLER_LNP, number, () -> variables(question.caller())))
                .flatMap(PortabilityLookup::digits);
        return row(callee, question.when()).thenCombine(row(caller, question.when()), (ofCallee, ofCaller) ->
                new Portability(callee.isPresent(), ofCallee, ofCallee.map(row -> routingNumber(row, callee.orElseThrow(), question.caller())).orElse(""),
                        ofCaller));
    }

    private CompletionStage<Optional<LnpNumber>> row(Optional<String> number, Instant when) {
        return number.<CompletionStage<Optional<LnpNumber>>>map(digits -> tables.lnpNumbers(digits).thenApply(numbers -> numbers.at(when)))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private static String routingNumber(LnpNumber row, String called, PartySnapshot caller) {
        String number = row.routingNumber().orElse(called);
        LnpCarrier carrier = row.carrier();
        String rewritten = carrier.skipRewrite() ? number
                : caller.rewrite(RewriteList.CALLEE_LNP, number, () -> variables(caller).with("callee_lnp_prefix", carrier.prefix()));
        return rewritten.isEmpty() ? number : rewritten;
    }

    private static RewriteVariables variables(PartySnapshot caller) {
        return RewriteVariables.of(caller.own(), caller.customer(), Preferences.NONE, caller.own());
    }

    /** Names are at no carrier. */
    private static Optional<String> digits(String number) {
        String bare = number.startsWith("+") ? number.substring(1) : number;
        return bare.isEmpty() || !bare.chars().allMatch(c -> c >= '0' && c <= '9') ? Optional.empty() : Optional.of(bare);
    }
}
