package io.tandem.b2bua.replica;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Where established calls outlive this process. Stages complete on the loop thread, and fail while the store is away. */
public interface CallStore {
    /** Writes a call, new or again.
     * @param key  names it
     * @param end  after which nobody needs it
     * @param safe the stage completes only when another node has it, too, if one follows and answers soon */
    CompletionStage<?> put(String key, Map<String, String> fields, Instant end, boolean safe);

    CompletionStage<?> remove(String key);

    /** Has another node of the pair all that was put here? False on a single node. */
    CompletionStage<Boolean> isCopied();

    /** All that have not ended. */
    CompletionStage<List<Map<String, String>>> all();

    /** Do calls of customers lie here? Those of a warm-up are not worth a word in the log. */
    default boolean isOfCustomers() {
        return true;
    }
}
