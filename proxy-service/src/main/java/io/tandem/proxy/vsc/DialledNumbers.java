package io.tandem.proxy.vsc;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What subscribers dialled last ({@code last_number_redial}). Any thread; never blocks. */
public interface DialledNumbers {
    /** Knows nothing. */
    DialledNumbers NONE = new DialledNumbers() {
        @Override
        public void note(String uuid, String dialled) {
            // nobody asks for it
        }

        @Override
        public CompletionStage<Optional<String>> last(String uuid) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    };

    /** @param dialled user part of a request URI */
    void note(String uuid, String dialled);

    /** Empty if it is forgotten, or cannot be read. */
    CompletionStage<Optional<String>> last(String uuid);
}
