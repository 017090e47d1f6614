package io.tandem.appserver.mailbox;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** New messages, for their owner. Any thread; stages complete on any thread. */
public interface Inbox {
    /** What is there when the owner calls.
     * @param pin      that it must enter first; empty if it has none
     * @param messages ids of new ones, the oldest first */
    record Contents(Optional<String> pin, List<Long> messages) {
        public Contents {
            messages = List.copyOf(messages);
        }
    }

    /** @param uuid of the owner */
    CompletableFuture<Contents> open(String uuid);

    /** A message as WAV; fails if it is gone. */
    CompletableFuture<byte[]> recording(long message);

    /** Those heard are old from now on, those deleted are gone; completes when that is committed. */
    CompletableFuture<Void> leave(String uuid, Set<Long> heard, Set<Long> deleted);
}
