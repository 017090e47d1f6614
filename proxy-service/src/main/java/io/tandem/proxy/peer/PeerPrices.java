package io.tandem.proxy.peer;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.tables.CallTables;
import io.tandem.data.tariff.FeeQuestion;
import io.tandem.data.tariff.Pricing;
import io.tandem.data.tariff.Purse;
import io.tandem.data.tariff.Tariff;
import io.tandem.proxy.credit.Charging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What peers charge for a call, as it will be rated, by the billing profiles of their contracts: groups that are ordered by it are compared by a call of
 * three minutes. Never blocks; the stage is complete on return if all is cached. */
record PeerPrices(CallTables tables) {
    private static final Logger LOG = LoggerFactory.getLogger(PeerPrices.class);
    private static final long COMPARED_MILLIS = 180_000;

    /** Cents by the ids of groups; a group without a fee for the call is missing. */
    CompletionStage<Map<Integer, BigDecimal>> of(List<PeerGroup> groups, Charging charging, Instant moment) {
        CompletionStage<Map<Integer, BigDecimal>> prices = CompletableFuture.completedFuture(groups.isEmpty() ? Map.of() : new HashMap<>());
        for (PeerGroup group : groups) {
            prices = prices.thenCombine(price(group, charging, moment).exceptionally(failure -> unknown(group, failure)), (all, price) -> {
                price.ifPresent(cents -> all.put(group.id(), cents));
                return all;
            });
        }
        return prices;
    }

    /** Calls go on without it. */
    private static Optional<BigDecimal> unknown(PeerGroup group, Throwable failure) {
        LOG.warn("what peering group {} charges is not known, it comes after others of its priority: {}", group.name(), failure.toString());
        return Optional.empty();
    }

    private CompletionStage<Optional<BigDecimal>> price(PeerGroup group, Charging charging, Instant moment) {
        return tables.billingMappings(group.contract()).thenCompose(mappings -> {
            OptionalLong profile = mappings.profile(moment, charging.sourceIp());
            return profile.isEmpty() ? CompletableFuture.completedFuture(Optional.<Tariff>empty()) : tables.tariff(Math.toIntExact(profile.getAsLong()));
        }).thenCompose(found -> found.map(tariff -> charging.at(group.hosts().stream().findFirst().map(PeerHost::ip).orElse("")).fee(tariff, tables, moment)
                .thenApply(question -> price(tariff, question, moment))).orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    private static Optional<BigDecimal> price(Tariff tariff, FeeQuestion question, Instant moment) {
        return tariff.fee(question).map(fee -> Pricing.charge(fee, tariff.peakTimes(),
                new Pricing.Call(moment.toEpochMilli(), COMPARED_MILLIS, false), false, _ -> Purse.EMPTY).price());
    }
}
