package io.tandem.proxy.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisLink;
import io.tandem.data.redis.RedisOutage;
import io.tandem.data.redis.RedisScript;
import org.jspecify.annotations.Nullable;

/** The ledger in Redis; one round trip an operation. Answers and ends of calls go with the next question, which so sees them. While Redis is away calls are
 * made uncounted, which is said once per outage, and what ended meanwhile is released afterwards. Any thread. */
public final class RedisLedger implements Ledger {
    /** Beyond that an outage leaves calls counted until they can be up no longer. */
    private static final int MOST_UNRELEASED = 100_000;
    private static final int RELEASED_AT_ONCE = 500;

    private final RedisCommands redis;
    private final String owner;
    private final String longestSeconds;
    private final RedisScript take;
    private final RedisScript answered;
    private final RedisScript release;
    private final RedisScript sweep;
    private final RedisScript recount;
    private final Set<String> unreleased = ConcurrentHashMap.newKeySet();
    private final RedisOutage outage = new RedisOutage("calls are not counted, and no limit holds,");
    private final LongAdder uncounted = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /** @param redis   refuses at once while Redis is away
     * @param owner   this process, unlike any other and any earlier one
     * @param longest after which a call cannot be up any more, its setup included */
    public RedisLedger(RedisCommands redis, String owner, Duration longest) {
        this.redis = redis;
        this.owner = owner;
        this.longestSeconds = Long.toString(longest.toSeconds());
        this.take = RedisScript.of(LedgerScript.TAKE);
        this.answered = RedisScript.of(LedgerScript.ANSWERED);
        this.release = RedisScript.of(LedgerScript.RELEASE);
        this.sweep = RedisScript.of(LedgerScript.SWEEP);
        this.recount = RedisScript.of(LedgerScript.RECOUNT);
    }

    @Override
    public CompletionStage<Taking> take(Demand demand) {
        return ask(owner, demand, List.of()).thenApply(this::counted);
    }

    @Override
    public CompletionStage<Taking> look(Demand demand) {
        return ask("", demand, List.of());
    }

    @Override
    public CompletionStage<Taking> move(String callId, List<Claim> left, List<List<Claim>> alternatives) {
        return ask(owner, new Demand(callId, List.of(), alternatives, List.of()), left).thenApply(this::counted);
    }

    private Taking counted(Taking taking) {
        switch (taking) {
            case Taking.Taken _ -> { }
            case Taking.Refused _ -> refused.increment();
            case Taking.Uncounted _ -> uncounted.increment();
        }
        return taking;
    }

    private CompletionStage<Taking> ask(String asker, Demand demand, List<Claim> left) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of(demand.callId(), asker, longestSeconds, String.join("\n", demand.active()), Integer.toString(left.size())));
        left.forEach(claim -> arguments.add(claim.key()));
        add(demand.claims(), arguments);
        arguments.add(Integer.toString(demand.alternatives().size()));
        demand.alternatives().forEach(alternative -> add(alternative, arguments));
        return take.run(redis, Keys.callHolds(demand.callId()), arguments.toArray(String[]::new)).handle((answer, failure) -> {
            note(failure);
            return failure == null ? taking(demand, numbers(answer)) : new Taking.Uncounted();
        });
    }

    private static void add(List<Claim> claims, List<String> arguments) {
        arguments.add(Integer.toString(claims.size()));
        for (Claim claim : claims) {
            arguments.add(claim.key());
            arguments.add(Integer.toString(claim.limits().size()));
            for (Claim.Limit limit : claim.limits()) {
                arguments.add(Integer.toString(limit.refusesAbove()));
                arguments.add(limit.without());
            }
        }
    }

    private static Taking taking(Demand demand, List<Long> numbers) {
        int claim = Math.toIntExact(numbers.get(1)) - 1;
        return switch (Math.toIntExact(numbers.get(0))) {
            case 0 -> new Taking.Taken(claim, numbers.subList(2, numbers.size()));
            case 1 -> refusal(demand.claims().get(claim), numbers, false);
            default -> refusal(demand.alternatives().getLast().get(claim), numbers, true);
        };
    }

    private static List<Long> numbers(Object answer) { return ((List<?>) answer).stream().map(Long.class::cast).toList(); }

    private static Taking refusal(Claim claim, List<Long> numbers, boolean last) {
        return new Taking.Refused(claim, claim.limits().get(Math.toIntExact(numbers.get(2)) - 1), numbers.get(3), last);
    }

    @Override
    public void answered(String callId) {
        answered.runSoon(redis, Keys.callHolds(callId), callId).whenComplete((_, failure) -> note(failure));
    }

    @Override
    public void release(String callId) {
        release.runSoon(redis, Keys.callHolds(callId), callId).whenComplete((_, failure) -> {
            note(failure);
            if (failure != null && unreleased.size() < MOST_UNRELEASED) {
                unreleased.add(callId);
            }
        });
    }

    /** Tells Redis the scripts: at the start, and when it may have been started anew. */
    void load() {
        for (RedisScript script : List.of(take, answered, release, sweep)) {
            script.load(redis).whenComplete((_, failure) -> note(failure));
        }
    }

    /** Renews the lease of this process, releases what it could not, ends what died.
     * @param lease after which other processes end the calls that this one is setting up; zero: at once
     * @return calls that had died; fails as a command */
    CompletionStage<Long> sweep(Duration lease) {
        List<String> again = unreleased.stream().limit(RELEASED_AT_ONCE).toList();
        if (!again.isEmpty()) {
            release.run(redis, Keys.CALL_COUNTERS, again.toArray(String[]::new)).thenAccept(_ -> again.forEach(unreleased::remove));
        }
        return sweep.run(redis, Keys.CALL_OWNERS, owner, Long.toString(lease.toSeconds())).thenApply(Long.class::cast)
                .whenComplete((_, failure) -> note(failure));
    }

    private void note(@Nullable Throwable failure) {
        if (outage.note(failure)) {
            load();
        }
    }

    /** All counters; of a large system many thousands. */
    public CompletionStage<Map<String, String>> counters() {
        return redis.call("HGETALL", Keys.CALL_COUNTERS).thenApply(RedisLedger::pairs);
    }

    private static Map<String, String> pairs(Object answer) { return RedisLink.pairs((List<?>) answer); }

    /** What a call counts in; names with an at sign are about the call. Empty if it is not counted. */
    public CompletionStage<Map<String, String>> holds(String callId) {
        return redis.call("HGETALL", Keys.callHolds(callId)).thenApply(RedisLedger::pairs);
    }

    /** Ends a call for the ledger, whatever its phones do. @return false if it was not counted */
    public CompletionStage<Boolean> drop(String callId) {
        return release.run(redis, Keys.callHolds(callId), callId).thenApply(released -> (Long) released > 0);
    }

    /** Sets all counters to what the calls hold. Redis serves nobody meanwhile, about 0.1 s for 10,000 calls.
     * @return calls, and counters that were wrong */
    public CompletionStage<List<Long>> recount() {
        return recount.run(redis, Keys.CALL_COUNTERS).thenApply(RedisLedger::numbers);
    }

    /** Calls that were made uncounted. */
    public double uncounted() {
        return uncounted.sum();
    }

    /** Calls or peers that a limit has refused. */
    public double refused() {
        return refused.sum();
    }

    /** Calls whose end Redis has not been told yet. */
    int unreleased() {
        return unreleased.size();
    }
}
