package io.tandem.provisioning.conversion;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Content;
import io.tandem.provisioning.resource.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts sounds with SoX: a process for each, which reads and writes pipes, so that nothing is kept in memory or on disk. It ends with the content
 * that it makes. Any thread.
 */
public final class SoundConverter {
    private static final Logger LOG = LoggerFactory.getLogger(SoundConverter.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ConversionProperties properties;
    private final Semaphore places;

    public SoundConverter(ConversionProperties properties) {
        this.properties = properties;
        this.places = new Semaphore(properties.atOnce());
    }

    /**
     * A sound as a client wants it; the length of one that is converted is not known before its end.
     *
     * @param name   of the file, without ending
     * @param source is closed in the end, also by a failure
     * @throws ApiError 500 if the sound is damaged, 501 if SoX is not installed, 503 if too many conversions run
     */
    public Resource.Download download(String name, Content source, SoundFormat from, SoundFormat to) {
        try {
            return new Resource.Download(to.contentType(), name + "." + to.ending(), from == to ? source : convert(source, from, to));
        } catch (IOException unusable) {
            throw new UncheckedIOException(name + " cannot be converted", unusable);
        }
    }

    private Content convert(Content source, SoundFormat from, SoundFormat to) throws IOException {
        if (!places.tryAcquire()) {
            source.close();
            throw ApiError.busy("%d sounds are being converted already, try again in %d s, or ask for %s.".formatted(properties.atOnce(), RETRY.toSeconds(),
                from.ending()), RETRY);
        }
        Process process = start(source, from, to);
        CompletableFuture<Void> freed = process.onExit().thenRun(places::release);
        process.onExit().orTimeout(properties.timeLimit().toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, late) -> {
            if (late != null) {
                LOG.warn("a conversion to {} is ended, it took more than {} (tandem.provisioning-api.conversion.time-limit)", to, properties.timeLimit());
                process.destroyForcibly();
            }
        });
        return Content.of(begun(new Conversion(process, source, freed), to));
    }

    private Process start(Content source, SoundFormat from, SoundFormat to) throws IOException {
        try {
            return command(source, from, to).start();
        } catch (IOException absent) {
            places.release();
            source.close();
            LOG.warn("no sound can be converted, install the Debian packages sox and libsox-fmt-mp3: {}", absent.getMessage());
            throw ApiError.notImplemented("Sounds cannot be converted to %s here, '%s' is not installed; ask for %s.".formatted(to.ending(),
                properties.program(), from.ending()));
        }
    }

    /** A file is its input itself: from one that it can seek in it learns how long the sound is. */
    private ProcessBuilder command(Content source, SoundFormat from, SoundFormat to) {
        List<String> line = new ArrayList<>(List.of(properties.program(), "-q", "-V1", "-t", from.ending(), "-"));
        line.addAll(to.options());
        line.addAll(List.of("-t", to.ending(), "-"));
        ProcessBuilder builder = new ProcessBuilder(line);
        Map<String, String> environment = builder.environment();
        Optional<String> path = Optional.ofNullable(environment.get("PATH"));
        environment.clear();
        path.ifPresent(value -> environment.put("PATH", value));
        source.file().ifPresent(file -> builder.redirectInput(file.toFile()));
        return builder;
    }

    /** What cannot be converted at all is found out while there is still another answer. */
    private static PushbackInputStream begun(Conversion conversion, SoundFormat to) throws IOException {
        PushbackInputStream begun = new PushbackInputStream(conversion);
        try {
            int first = begun.read();
            if (first < 0) {
                throw new IOException("nothing came of it");
            }
            begun.unread(first);
            return begun;
        } catch (IOException failed) {
            begun.close();
            LOG.warn("a recording cannot be converted to {}: {}", to, failed.getMessage());
            throw ApiError.failed("The recording cannot be converted to %s.".formatted(to.ending()));
        }
    }
}
