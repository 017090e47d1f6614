package io.tandem.proxy.location;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisCommands;
import io.tandem.data.redis.RedisLink;
import io.tandem.data.redis.RedisScript;

/** Bindings in Redis: a set per address-of-record whose members are the keys of hashes, each with a native TTL. One script, one round trip
 * per operation, two for a binding that is not known yet; what happens to a binding is also told in the log of registrations. Refreshes of some 10 ms go
 * together, as no phone waits impatiently for the answer to its REGISTER. */
public final class RedisLocations implements Locations {
    private static final int ARGUMENTS = 64;

    private final RedisCommands redis;
    private final InstantSource clock;
    private final RedisScript find;
    private final RedisScript touch;
    private final RedisScript refresh;
    private final RedisScript update;
    private final RedisScript close;

    /** @param redis refuses at once while Redis is away */
    public RedisLocations(RedisCommands redis, InstantSource clock) {
        this.redis = redis;
        this.clock = clock;
        this.find = RedisScript.of(LocationScripts.FIND);
        this.touch = RedisScript.of(LocationScripts.TOUCH);
        this.refresh = RedisScript.of(LocationScripts.REFRESH);
        this.update = RedisScript.of(LocationScripts.UPDATE);
        this.close = RedisScript.of(LocationScripts.CLOSE);
    }

    @Override
    public CompletionStage<List<Binding>> find(AddressOfRecord owner) {
        return find.run(redis, Keys.locationUser(owner.user(), owner.domain())).thenApply(this::bindings);
    }

    private List<Binding> bindings(Object hashes) {
        Instant now = clock.instant();
        return ((List<?>) hashes).stream().map(hash -> BindingHash.parse(RedisLink.pairs((List<?>) hash))).flatMap(Optional::stream)
                .filter(binding -> !binding.isExpired(now)).toList();
    }

    @Override
    public CompletionStage<Refreshed> refresh(AddressOfRecord owner, Binding binding) {
        String key = Keys.locationUser(owner.user(), owner.domain());
        return touch.runSoon(redis, key, Keys.FLOW, owner.user(), owner.domain(), binding.ruid(), secondsToLive(binding), flow(binding),
                BindingHash.digest(binding), Long.toString(binding.lastModified().getEpochSecond()), Long.toString(binding.cSeq()),
                Long.toString(binding.expiresAt().map(Instant::getEpochSecond).orElse(0L)), binding.callId())
                .thenCompose(answer -> answer.equals(LocationScripts.CHANGED) ? write(owner, key, binding) : CompletableFuture.completedFuture(answer))
                .thenApply(answer -> refreshed(binding, answer));
    }

    private CompletionStage<Object> write(AddressOfRecord owner, String key, Binding binding) {
        List<String> arguments = new ArrayList<>(ARGUMENTS);
        arguments.add(Keys.FLOW);
        arguments.add(owner.user());
        arguments.add(owner.domain());
        addArguments(owner, binding, arguments);
        return refresh.run(redis, key, arguments.toArray(String[]::new));
    }

    private Refreshed refreshed(Binding binding, Object answer) {
        if (answer instanceof List<?> hashes) {
            List<Binding> all = bindings(hashes.subList(1, hashes.size()));
            return hashes.getFirst().equals(LocationScripts.STORED) ? new Refreshed.Stored(all) : new Refreshed.Other(all);
        }
        return answer.equals(LocationScripts.STALE) ? new Refreshed.Stale() : new Refreshed.Stored(List.of(binding));
    }

    @Override
    public CompletionStage<Void> update(AddressOfRecord owner, List<Binding> stored, List<String> removed) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(removed.size()));
        arguments.add(Keys.FLOW);
        arguments.add(owner.user());
        arguments.add(owner.domain());
        arguments.addAll(removed);
        stored.forEach(binding -> addArguments(owner, binding, arguments));
        return update.run(redis, Keys.locationUser(owner.user(), owner.domain()), arguments.toArray(String[]::new))
                .thenAccept(_ -> { });
    }

    private void addArguments(AddressOfRecord owner, Binding binding, List<String> arguments) {
        arguments.add(binding.ruid());
        arguments.add(secondsToLive(binding));
        arguments.add(flow(binding));
        arguments.add(binding.keepAlive() == KeepAlive.NONE ? "" : Keys.keepAliveShard(KeepAliveShards.shardOf(binding.ruid())));
        Map<String, String> fields = BindingHash.toFields(owner, binding);
        arguments.add(Integer.toString(fields.size()));
        fields.forEach((name, value) -> {
            arguments.add(name);
            arguments.add(value);
        });
    }

    private String secondsToLive(Binding binding) {
        long now = clock.instant().getEpochSecond();
        return Long.toString(binding.expiresAt().map(end -> Math.max(1, end.getEpochSecond() - now)).orElse(0L));
    }

    private static String flow(Binding binding) {
        return binding.connection().isPresent() ? Keys.flow(binding.connection().getAsLong(), binding.received()) : "";
    }

    @Override
    public CompletionStage<Long> flowsClosed(List<ClosedFlow> flows) {
        CompletionStage<Long> all = CompletableFuture.completedFuture(0L);
        for (ClosedFlow flow : flows) { // sent at once, one after the other
            CompletionStage<Long> one = close.run(redis, Keys.flow(flow.connection(), flow.received()),
                    Long.toUnsignedString(flow.connection()), flow.received()).thenApply(Long.class::cast);
            all = all.thenCombine(one, Long::sum);
        }
        return all;
    }
}
