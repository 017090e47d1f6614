package io.tandem.appserver.queue;

import java.util.concurrent.CompletionStage;

import io.tandem.data.queue.Entry;
import io.tandem.data.queue.QueuedCall;

/** Who waits for whom. Any thread; never blocks; stages complete on any thread and fail if nobody knows. */
interface Line {

    /** @param most calls that may wait
     * @return the place, from 1 on; 0 if the queue is full */
    CompletionStage<Integer> join(QueuedCall call, int most, Entry entry);

    /** @return the place; 0 if it is the caller's turn, who waits no more then */
    CompletionStage<Integer> place(QueuedCall call);

    void leave(QueuedCall call);
}
