package io.tandem.relay.record;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.tandem.relay.transcode.PacketTap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One recording of a call. Commands by any thread; packets by the call's media loop; files by the recorder thread. */
public final class Recording {
    /** What is recorded. @param metadata for whoever finds the files */
    public record Subject(String callId, Optional<String> metadata, List<RecordedTrack> tracks) {
        public Subject {
            tracks = List.copyOf(tracks);
        }
    }

    /** How far it is. */
    public enum State { ACTIVE, PAUSED, STOPPED, DISCARDED, FINISHED, FAILED }

    private record Pause(long from, long to) {}

    private interface Task {
        void run(RecordingFiles files) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

    private final Subject subject;
    private final PacketRing ring;
    private final Opening opening;
    private final ConcurrentLinkedQueue<RecordedTrack> added = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tracks;
    private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final byte[] room = new byte[65_536];
    private final long startedNanos;
    private final Instant started;
    private volatile State state = State.ACTIVE;
    private volatile Optional<String> failure = Optional.empty();
    private @Nullable RecordingFiles files;
    /** Recorded time leaves them out. */
    private volatile List<Pause> pauses = List.of();
    private long pauseBegan;

    /** Opens the files, on the recorder thread. */
    interface Opening {
        RecordingFiles open() throws IOException;
    }

    Recording(Subject subject, PacketRing ring, Opening opening, Instant started, long startedNanos) {
        this.subject = subject;
        this.tracks = new AtomicInteger(subject.tracks().size());
        this.ring = ring;
        this.opening = opening;
        this.started = started;
        this.startedNanos = startedNanos;
    }

    /** Copies packets of one track. */
    public PacketTap tap(int track) {
        return (data, length, nowNanos) -> {
            if (state == State.ACTIVE) ring.write(track, nowNanos, data, length);
        };
    }

    /** A party that came later. Control thread. @return its track */
    public int add(RecordedTrack track) {
        added.add(track);
        return tracks.getAndIncrement();
    }

    /** An offer or answer told more of a party, or changed what it sends. */
    public void described(int track, RecordedTrack now) {
        tasks.add(open -> open.described(track, now));
    }

    /** The files stay open; nothing is written meanwhile, and no time passes in them. One thread pauses and resumes. */
    public void pause(long nowNanos) {
        if (state != State.ACTIVE) return;
        state = State.PAUSED;
        pauseBegan = nowNanos;
        tasks.add(open -> open.line("RECORDING 0"));
    }

    public void resume(long nowNanos) {
        if (state != State.PAUSED) return;
        List<Pause> known = new ArrayList<>(pauses);
        known.add(new Pause(pauseBegan, nowNanos));
        pauses = List.copyOf(known);
        tasks.add(open -> open.line("RECORDING 1"));
        state = State.ACTIVE;
    }

    /** The recorder thread finishes the files soon. */
    public void stop() {
        if (state == State.ACTIVE || state == State.PAUSED) state = State.STOPPED;
    }

    /** The recorder thread deletes the files soon. */
    public void discard() {
        if (state != State.FINISHED && state != State.FAILED) state = State.DISCARDED;
    }

    public State state() {
        return state;
    }

    /** Why it ended before its time. */
    public Optional<String> failure() {
        return failure;
    }

    /** Recorder thread. @return true if it has ended */
    boolean service(Instant now) {
        if (state == State.FAILED) return true;
        try {
            State before = state; // what the ring holds after this came before a stop
            work();
            if (before == State.STOPPED) finish(now);
            if (before == State.DISCARDED) discardFiles();
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
        return state == State.FINISHED || state == State.FAILED;
    }

    private void work() throws IOException {
        RecordingFiles open = files;
        if (open == null) {
            open = opening.open();
            files = open;
        }
        RecordingFiles target = open;
        for (RecordedTrack track = added.poll(); track != null; track = added.poll()) {
            target.add(track); // before its first packet
        }
        IOException[] broken = {null};
        ring.drain(room, (track, nanos, data, length) -> {
            long since = nanos - startedNanos;
            try {
                if (broken[0] == null) target.packet(track, since - pausedBefore(nanos), started.plusNanos(since), data, length);
            } catch (IOException e) {
                broken[0] = e;
            }
        });
        if (broken[0] != null) throw broken[0];
        for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run(open);
        }
    }

    private long pausedBefore(long nanos) {
        long sum = 0;
        for (Pause pause : pauses) {
            if (pause.from < nanos) sum += pause.to - pause.from;
        }
        return sum;
    }

    private void finish(Instant now) throws IOException {
        if (files != null) files.finish(now, ring.dropped());
        state = State.FINISHED;
    }

    private void discardFiles() throws IOException {
        if (files != null) files.discard();
        state = State.FINISHED;
    }

    /** Ends it while there is still room to make whole files of what it has. Recorder thread. */
    void endEarly(String why) {
        failure = Optional.of(why);
        LOG.error("recording of call {} ends early: {}; the call goes on", subject.callId(), why);
        stop();
    }

    /** Ends it: the call goes on without. */
    void fail(Exception cause) {
        String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        failure = Optional.of(text);
        state = State.FAILED;
        LOG.error("recording of call {} ended: {}; what was written is in the spool, the call goes on", subject.callId(), text);
        try {
            if (files != null) files.abandon();
        } catch (IOException e) {
            LOG.warn("files of the recording of call {} could not be closed: {}", subject.callId(), e.getMessage());
        }
    }
}
