package io.tandem.proxy.setup;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where INVITEs on their way outlive this process. Writes are not waited for. Any thread. */
public interface SetUpStore {
    /** Of a node without a peer. */
    SetUpStore NONE = new SetUpStore() {
        @Override
        public void put(String branch, String text) {}

        @Override
        public void remove(String branch) {}

        @Override
        public CompletionStage<List<String>> take() {
            return CompletableFuture.completedFuture(List.of());
        }
    };

    /** @param branch of our Via, which names it */
    void put(String branch, String text);

    void remove(String branch);

    /** All that another process has left; nobody finds them again. */
    CompletionStage<List<String>> take();
}
