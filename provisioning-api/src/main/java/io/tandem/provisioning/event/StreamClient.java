package io.tandem.provisioning.event;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.tandem.provisioning.resource.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener of the event stream. Who reads too slowly is cut off and comes back with {@code Last-Event-ID}. */
final class StreamClient implements Consumer<Event> {
    /** Events that wait for a client at most. */
    static final int MOST = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(StreamClient.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final Caller caller;
    private final OutputStream out;
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(MOST);
    private volatile boolean overrun;

    StreamClient(Caller caller, OutputStream out) {
        this.caller = caller;
        this.out = out;
    }

    /** On the thread of the tail. */
    @Override
    public void accept(Event event) {
        boolean visible = caller.superuser() || event.resellerId().equals(OptionalLong.of(caller.resellerId()));
        if (visible && !queue.offer(event)) {
            overrun = true;
        }
    }

    /** Until the client is gone or too slow. */
    void serve(Optional<Long> lastSeen, Outbox outbox) {
        try {
            write(": listening\n\n");
            Set<Long> replayed = lastSeen.isPresent() ? replay(lastSeen.get(), outbox) : Set.of();
            while (!overrun) {
                Event event = queue.poll(HEARTBEAT.toSeconds(), TimeUnit.SECONDS);
                if (event == null) {
                    write(": alive\n\n");
                } else if (!replayed.contains(event.id())) {
                    write(text(event));
                }
            }
        } catch (IOException gone) {
            LOG.debug("a listener of {} is gone: {}", caller.login(), gone.getMessage());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was missed.
     * @return those that may come from the tail once more */
    private Set<Long> replay(long lastSeen, Outbox outbox) throws IOException {
        long settled = outbox.settled();
        Set<Long> recent = new HashSet<>();
        List<Event> missed = outbox.after(lastSeen, Optional.of(caller), MOST);
        while (!missed.isEmpty()) {
            for (Event event : missed) {
                write(text(event));
                if (event.id() > settled) {
                    recent.add(event.id());
                }
            }
            missed = outbox.after(missed.getLast().id(), Optional.of(caller), MOST);
        }
        return recent;
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String text(Event event) {
        return "id: " + event.id() + "\nevent: " + event.type() + "\ndata: " + event.json() + "\n\n";
    }
}
