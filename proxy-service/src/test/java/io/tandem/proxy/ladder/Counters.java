package io.tandem.proxy.ladder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.ledger.Claim;
import io.tandem.proxy.ledger.Demand;
import io.tandem.proxy.ledger.Ledger;
import io.tandem.proxy.ledger.Taking;

/** A ledger in memory. */
final class Counters implements Ledger {
    private final Map<String, Demand> demands = new HashMap<>();
    private final Map<String, List<String>> holds = new HashMap<>();
    boolean away;
    /** Holds answers back, so that a test can cancel meanwhile. */
    Optional<CompletableFuture<Void>> gate = Optional.empty();
    /** Counts instead, and is waited for. */
    Optional<Ledger> real = Optional.empty();

    /** Every counter that is not 0. */
    Map<String, Integer> all() {
        Map<String, Integer> counters = new TreeMap<>();
        holds.values().forEach(held -> held.forEach(key -> counters.merge(key, 1, Integer::sum)));
        return counters;
    }

    /** Keys of a call in the order in which they were taken. */
    List<String> of(String callId) {
        return holds.getOrDefault(callId, List.of());
    }

    private static CompletionStage<Taking> joined(CompletionStage<Taking> taking) {
        return CompletableFuture.completedFuture(taking.toCompletableFuture().join());
    }

    @Override public CompletionStage<Taking> take(Demand demand) {
        if (real.isPresent()) {
            return joined(real.get().take(demand));
        }
        demands.put(demand.callId(), demand);
        return later(away ? new Taking.Uncounted() : decide(demand, true));
    }

    @Override public CompletionStage<Taking> look(Demand demand) {
        return later(away ? new Taking.Uncounted() : decide(demand, false));
    }

    @Override public CompletionStage<Taking> move(String callId, List<Claim> left, List<List<Claim>> alternatives) {
        if (real.isPresent()) {
            return joined(real.get().move(callId, left, alternatives));
        }
        List<String> held = holds.getOrDefault(callId, new ArrayList<>());
        left.forEach(claim -> held.remove(claim.key()));
        return later(away ? new Taking.Uncounted() : decide(new Demand(callId, List.of(), alternatives, List.of()), true));
    }

    private CompletionStage<Taking> later(Taking taking) {
        return gate.map(open -> open.thenApply(_ -> taking)).orElseGet(() -> CompletableFuture.completedFuture(taking));
    }

    private Taking decide(Demand demand, boolean commit) {
        List<String> taken = new ArrayList<>();
        List<Long> used = new ArrayList<>();
        Optional<Taking.Refused> refusal = fits(demand.claims(), taken, used, false);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        int chosen = -1;
        for (int i = 0; i < demand.alternatives().size() && chosen < 0; i++) {
            refusal = fits(demand.alternatives().get(i), taken, new ArrayList<>(), true);
            chosen = refusal.isEmpty() ? i : -1;
        }
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (commit) {
            holds.computeIfAbsent(demand.callId(), _ -> new ArrayList<>()).addAll(taken);
        }
        return new Taking.Taken(chosen, used);
    }

    private Optional<Taking.Refused> fits(List<Claim> claims, List<String> taken, List<Long> used, boolean last) {
        List<String> more = new ArrayList<>();
        for (Claim claim : claims) {
            more.add(claim.key());
            for (Claim.Limit limit : claim.limits()) {
                long calls = count(claim.key(), taken, more) - (limit.without().isEmpty() ? 0 : count(limit.without(), taken, more));
                if (calls > limit.refusesAbove()) {
                    return Optional.of(new Taking.Refused(claim, limit, calls - 1, last));
                }
                used.add(calls);
            }
        }
        taken.addAll(more);
        return Optional.empty();
    }

    private long count(String key, List<String> taken, List<String> more) {
        return all().getOrDefault(key, 0) + taken.stream().filter(key::equals).count() + more.stream().filter(key::equals).count();
    }

    @Override public void answered(String callId) {
        real.ifPresent(ledger -> ledger.answered(callId));
        if (holds.containsKey(callId)) {
            holds.get(callId).addAll(demands.get(callId).active());
        }
    }

    @Override public void release(String callId) {
        real.ifPresent(ledger -> ledger.release(callId));
        holds.remove(callId);
    }
}
