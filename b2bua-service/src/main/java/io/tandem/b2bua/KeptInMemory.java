package io.tandem.b2bua;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.b2bua.replica.CallStore;

/** Where the calls of a warm-up outlive nothing. Loop thread only. */
final class KeptInMemory implements CallStore {
    private final Map<String, Map<String, String>> calls = new HashMap<>();

    @Override public CompletionStage<?> put(String key, Map<String, String> fields, Instant end, boolean safe) {
        calls.put(key, Map.copyOf(fields));
        return CompletableFuture.completedFuture("");
    }

    @Override public CompletionStage<?> remove(String key) {
        calls.remove(key);
        return CompletableFuture.completedFuture("");
    }

    @Override public CompletionStage<Boolean> isCopied() { return CompletableFuture.completedFuture(false); }

    @Override public CompletionStage<List<Map<String, String>>> all() { return CompletableFuture.completedFuture(List.copyOf(calls.values())); }

    @Override public boolean isOfCustomers() { return false; }
}
