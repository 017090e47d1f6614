package io.tandem.proxy.credit;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

import io.tandem.data.credit.CreditRequest;
import io.tandem.data.tables.CallTables;
import io.tandem.data.tariff.Affordable;
import io.tandem.data.tariff.BillingMappings;
import io.tandem.data.tariff.Fee;
import io.tandem.data.tariff.Tariff;

/** Answers for callers of whatever billing profile. Never blocks; for who pays afterwards the stage is complete on return if the profile is cached.
 * @param office asked about prepaid callers */
public record Prepaid(CallTables tables, Function<CreditRequest, CompletionStage<Affordable>> office) {

    public CompletionStage<Grant> ask(CreditQuestion question) {
        return tables.billingMappings(question.customer()).thenCompose(mappings -> mappings.at(question.moment(), question.charging().sourceIp())
                .filter(BillingMappings.Mapping::prepaid).map(mapping -> prepaid(question, Math.toIntExact(mapping.profile())))
                .orElseGet(() -> CompletableFuture.completedFuture(Grant.UNLIMITED)));
    }

    private CompletionStage<Grant> prepaid(CreditQuestion question, int profile) {
        return tables.tariff(profile).thenCompose(found -> found.map(tariff -> question.charging().fee(tariff, tables, question.moment())
                        .thenCompose(fee -> price(question, tariff, tariff.fee(fee))))
                .orElseGet(() -> CompletableFuture.completedFuture(new Grant.Refused("billing profile " + profile + " is gone"))));
    }

    private CompletionStage<Grant> price(CreditQuestion question, Tariff tariff, Optional<Fee> fee) {
        if (fee.isEmpty()) {
            return CompletableFuture.completedFuture(question.service() ? Grant.UNLIMITED : new Grant.Refused("billing profile " + tariff.handle()
                    + " has no fee for '" + question.charging().fee().destination() + "@" + question.charging().fee().destinationDomain() + "'"));
        }
        List<String> reservations = Stream.generate(() -> UUID.randomUUID().toString()).limit(question.parts()).toList();
        CreditRequest request = new CreditRequest(question.customer(), reservations, question.callId(), question.leg(), fee.get(), tariff.peakTimes(),
                question.moment(), question.mostSeconds());
        return office.apply(request).thenApply(affordable -> affordable.seconds() > 0
                ? new Grant.Limited(affordable.seconds(), affordable.costs() ? reservations : List.of())
                : new Grant.Refused("customer " + question.customer() + " has no credit left"));
    }
}
