package io.tandem.proxy.mwi;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.CompletionStage;

import io.tandem.net.Scheduler;
import io.tandem.proxy.call.LoopAnswers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks into mailboxes one after the other, so many in a second, after changes were missed: all at once would flood database and phones. While the
 * database is away nothing is left out. Event loop only. */
final class Recheck {
    private static final Logger LOG = LoggerFactory.getLogger(Recheck.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Scheduler scheduler;
    private final LoopAnswers answers;
    private final Look look;
    private final long everyNanos;
    private final SequencedSet<Integer> left = new LinkedHashSet<>();
    private long position;
    private boolean running;

    /** Looks into one mailbox and tells whom it concerns; the stage fails if that could not be done. */
    interface Look {
        CompletionStage<Void> into(int owner, long position);
    }

    /** @param perSecond mailboxes that are looked into at most */
    Recheck(Scheduler scheduler, LoopAnswers answers, int perSecond, Look look) {
        this.scheduler = scheduler;
        this.answers = answers;
        this.look = look;
        this.everyNanos = Duration.ofSeconds(1).toNanos() / perSecond;
    }

    /** Adds to what is to be done.
     * @param end of the change log, before which the mailboxes may have changed */
    void add(Collection<Integer> owners, long end) {
        position = end;
        left.addAll(owners);
        if (!running && !left.isEmpty()) {
            running = true;
            next();
        }
    }

    private void next() {
        if (left.isEmpty()) {
            running = false;
            return;
        }
        int owner = left.removeFirst();
        answers.when(look.into(owner, position), _ -> after(everyNanos), failure -> {
            LOG.warn("{} mailboxes are looked into later: {}", left.size() + 1, failure.toString());
            left.add(owner);
            after(PAUSE.toNanos());
        });
    }

    private void after(long nanos) {
        scheduler.schedule(nanos, this::next);
    }
}
