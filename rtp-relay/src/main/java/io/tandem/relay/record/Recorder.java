package io.tandem.relay.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Starts recordings and writes them on a thread of its own. */
public final class Recorder implements AutoCloseable {
    private static final long ROUND_NANOS = 20_000_000L;
    private static final long IDLE_NANOS = 1_000_000_000L;
    private static final long CLOSE_MILLIS = 5000;
    private static final int MAX_NAME = 100;
    private static final int SPACE_ROUNDS = 250;

    private final RecordingProperties properties;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final ConcurrentLinkedQueue<Recording> added = new ConcurrentLinkedQueue<>();
    private final List<Recording> recordings = new ArrayList<>();
    private final Instant started;
    private final Thread thread;
    private volatile boolean closing;

    /** @param nanos the clock of the media loops */
    public Recorder(RecordingProperties properties, InstantSource clock, LongSupplier nanos, RandomGenerator random) {
        this.properties = properties;
        this.clock = clock;
        this.nanos = nanos;
        this.random = random;
        this.started = clock.instant();
        this.thread = Thread.ofPlatform().name("relay-recorder").daemon().start(this::run);
    }

    /** Begins a recording: packets that are given to its taps from now on will be in it. Any thread; touches the disk only to ask for room.
     * @throws RecordingException if recordings have no directory, or it has no room */
    public Recording start(Recording.Subject subject) throws RecordingException {
        Path output = properties.directory().orElseThrow(() -> new RecordingException("recording has no directory; set "
                + "tandem.rtp-relay.recording.directory"));
        Path spool = properties.spool().orElse(output.resolve("spool"));
        requireRoom(output);
        String name = name(subject.callId());
        Instant now = clock.instant();
        Recording recording = new Recording(subject, new PacketRing(properties.bufferBytes()), () -> {
            Files.createDirectories(spool);
            return new RecordingFiles(properties, spool, output, name, subject, now);
        }, now, nanos.getAsLong());
        added.add(recording);
        LockSupport.unpark(thread);
        return recording;
    }

    private void requireRoom(Path output) throws RecordingException {
        try {
            Files.createDirectories(output);
            if (!Files.isWritable(output)) throw new RecordingException("recording directory " + output + " is not writable for this service");
            long free = Files.getFileStore(output).getUsableSpace();
            if (free < properties.minFree().toBytes()) throw new RecordingException(noRoom(output, free));
        } catch (IOException e) {
            throw new RecordingException("recording directory " + output + " cannot be used: " + e);
        }
    }

    private String noRoom(Path output, long free) {
        return "disk of " + output + " has " + (free >> 20) + " MB left, less than tandem.rtp-relay.recording.min-free ("
                + properties.minFree().toMegabytes() + " MB); remove old recordings";
    }

    /** The call id, as far as it can be a file name, and something that makes it unique. */
    private String name(String callId) {
        StringBuilder name = new StringBuilder();
        callId.chars().limit(MAX_NAME).forEach(c -> name.append(Character.isLetterOrDigit(c) && c < 128 || c == '-' || c == '_' ? (char) c : '_'));
        return name + "-" + HexFormat.of().toHexDigits(random.nextLong());
    }

    private void run() {
        properties.directory().ifPresent(output -> new LeftRecordings(properties.spool().orElse(output.resolve("spool")), output, started).finish());
        for (int round = 0; !closing; round++) {
            boolean looksForRoom = round % SPACE_ROUNDS == 0;
            round(looksForRoom);
            LockSupport.parkNanos(recordings.isEmpty() && added.isEmpty() ? IDLE_NANOS : ROUND_NANOS);
        }
        recordings.forEach(Recording::stop);
        round(false);
    }

    private void round(boolean looksForRoom) {
        for (Recording next = added.poll(); next != null; next = added.poll()) {
            recordings.add(next);
        }
        if (looksForRoom && !recordings.isEmpty()) endWithoutRoom();
        Instant now = clock.instant();
        recordings.removeIf(recording -> recording.service(now));
    }

    /** Before the disk is full for everybody else. */
    private void endWithoutRoom() {
        Path output = properties.directory().orElseThrow();
        try {
            long free = Files.getFileStore(output).getUsableSpace();
            if (free < properties.minFree().toBytes()) recordings.forEach(recording -> recording.endEarly(noRoom(output, free)));
        } catch (IOException e) {
            recordings.forEach(recording -> recording.fail(e));
        }
    }

    /** Finishes what is being recorded. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
