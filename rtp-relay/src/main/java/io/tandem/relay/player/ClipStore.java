package io.tandem.relay.player;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audio files of one directory, in memory. A thread of its own reads them; lookups by any thread wait for nothing. */
public final class ClipStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClipStore.class);
    private static final int MAX_DEPTH = 4;

    /** @param clip empty if it cannot be played, and {@code problem} says why */
    private record Kept(FileTime modified, long size, Optional<Clip> clip, String problem) {}

    private final PlayerProperties properties;
    private final Optional<Path> directory;
    private final Thread reader;
    private final ClipLibrary library;
    private final Executor control;
    private volatile Map<Path, Kept> files = Map.of();
    private volatile boolean closing;

    /** Files alone. */
    public ClipStore(PlayerProperties properties) {
        this(properties, ClipLibrary.NONE, Runnable::run);
    }

    /** Reads the directory once, then again and again.
     * @param library has what is in no file
     * @param control runs what waits for it */
    public ClipStore(PlayerProperties properties, ClipLibrary library, Executor control) {
        this.library = library;
        this.control = control;
        this.properties = properties;
        this.directory = properties.directory().map(path -> path.toAbsolutePath().normalize());
        refresh();
        this.reader = Thread.ofVirtual().name("relay-clips").start(this::keepFresh);
    }

    private void keepFresh() {
        try {
            while (!closing && directory.isPresent()) {
                Thread.sleep(properties.rescan());
                refresh();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at the files now. */
    void refresh() {
        if (directory.isEmpty()) return;
        Map<Path, Kept> found = new HashMap<>();
        try (Stream<Path> paths = Files.walk(directory.get(), MAX_DEPTH)) {
            long[] room = {properties.maxMemory().toBytes()};
            paths.filter(path -> path.toString().endsWith(".wav") && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)).sorted()
                    .forEach(path -> found.put(path, kept(path, room)));
            files = Map.copyOf(found);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("audio files of {} cannot be listed, those known stay: {}", directory.get(), e.getMessage());
        }
    }

    private Kept kept(Path path, long[] room) {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            Kept before = files.get(path);
            room[0] -= now.size();
            if (room[0] < 0) return new Kept(now.lastModifiedTime(), -1, Optional.empty(), "does not fit in tandem.rtp-relay.player.max-memory");
            if (before != null && before.modified.equals(now.lastModifiedTime()) && before.size == now.size()) return before;
            return new Kept(now.lastModifiedTime(), now.size(), Optional.of(WavClip.read(path.toString(), Files.readAllBytes(path))), "");
        } catch (UnusableClipException e) {
            Kept known = files.get(path);
            if (known == null || !known.problem.equals(e.getMessage())) LOG.warn("{}", e.getMessage());
            return new Kept(FileTime.fromMillis(0), -1, Optional.empty(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Kept(FileTime.fromMillis(0), -1, Optional.empty(), "cannot be read: " + e.getMessage());
        }
    }

    /** @param name relative to the directory, or absolute inside of it
     *  @throws UnusableClipException if it is missing, outside, or no WAV that can be played */
    public Clip file(String name) throws UnusableClipException {
        Path home = directory.orElseThrow(() -> new UnusableClipException("no audio files here; set tandem.rtp-relay.player.directory"));
        Path path = home.resolve(name).normalize();
        if (!path.startsWith(home)) {
            throw new UnusableClipException("audio file " + name + " is outside of " + home + " (tandem.rtp-relay.player.directory)");
        }
        Kept kept = files.get(path);
        if (kept == null) throw new UnusableClipException("no audio file " + name + " in " + home + "; a new one is known after "
                + properties.rescan().toMillis() + " ms");
        return kept.clip.orElseThrow(() -> new UnusableClipException("audio file " + name + ": " + kept.problem));
    }

    /** Audio that came in a command. */
    public static Clip blob(byte[] wav) throws UnusableClipException {
        return WavClip.read("blob", wav);
    }

    /** Audio by number: {@code ID.wav}. */
    public Clip byId(long id) throws UnusableClipException {
        return file(id + ".wav");
    }

    /** Audio by number: the file {@code ID.wav}, else from the library.
     * @return done if the clip is known, else completed on the control thread, never with a failure; empty if there is none */
    public CompletableFuture<Optional<Clip>> find(long id) {
        Optional<Clip> own = directory.map(home -> files.get(home.resolve(id + ".wav"))).flatMap(Kept::clip);
        CompletableFuture<Optional<Clip>> found = own.isPresent() ? CompletableFuture.completedFuture(own) : library.clip(id);
        return found.isDone() ? found : found.thenApplyAsync(clip -> clip, control);
    }

    @Override
    public void close() {
        closing = true;
        reader.interrupt();
    }
}
