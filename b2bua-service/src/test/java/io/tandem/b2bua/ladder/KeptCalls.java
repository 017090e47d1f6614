package io.tandem.b2bua.ladder;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisConnectionException;
import io.tandem.b2bua.replica.CallStore;

/** A store that both nodes of a pair reach, and that answers when it is told to. */
final class KeptCalls implements CallStore {
    final Map<String, Map<String, String>> calls = new TreeMap<>();
    boolean away;
    boolean slow;
    boolean copied;
    private CompletableFuture<String> late = new CompletableFuture<>();

    @Override public CompletionStage<?> put(String key, Map<String, String> fields, Instant end, boolean safe) {
        if (away) return gone();
        calls.put(key, Map.copyOf(fields));
        return slow && safe ? late : CompletableFuture.completedFuture("");
    }

    @Override public CompletionStage<?> remove(String key) {
        if (away) return gone();
        calls.remove(key);
        return CompletableFuture.completedFuture("");
    }

    @Override public CompletionStage<Boolean> isCopied() {
        return away ? gone() : CompletableFuture.completedFuture(copied);
    }

    @Override public CompletionStage<List<Map<String, String>>> all() {
        return away ? gone() : CompletableFuture.completedFuture(List.copyOf(calls.values()));
    }

    void answers() {
        late.complete("");
        late = new CompletableFuture<>();
    }

    private static <T> CompletableFuture<T> gone() {
        return CompletableFuture.failedFuture(new RedisConnectionException("away"));
    }
}
