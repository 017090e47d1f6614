package io.tandem.provisioning.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

import io.tandem.provisioning.resource.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Recorded calls on disk, {@code tandem.provisioning-api.recordings}.
 *
 * @param folder where the recorders write, as this node sees it; files outside of it are neither given out nor deleted
 */
@ConfigurationProperties("tandem.provisioning-api.recordings")
public record RecordingFolder(@DefaultValue("/var/spool/tandem/recordings") String folder) {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingFolder.class);

    /** The content of a recording, for the caller to close; empty where there is no such file. */
    Optional<Content> read(String name) {
        try {
            return Optional.of(Content.of(inside(name)));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("recording " + name + " cannot be read", unreadable);
        }
    }

    /** Deletes files; those that are gone already are no failure.
     * @param force go on with what cannot be deleted */
    void delete(Collection<String> names, boolean force) {
        for (String name : names) {
            try {
                Files.deleteIfExists(inside(name));
            } catch (NoSuchFileException gone) {
                LOG.debug("recording {} was gone already", name);
            } catch (IOException refused) {
                if (!force) {
                    throw new UncheckedIOException("recording " + name + " cannot be deleted; force_delete=1 forgets it all the same", refused);
                }
                LOG.warn("recording {} stays on disk, it was deleted by force: {}", name, refused.toString());
            }
        }
    }

    /** @param name absolute, or below the folder */
    private Path inside(String name) throws IOException {
        if (!Files.isDirectory(Path.of(folder))) {
            throw new IOException(folder + " is no folder, see tandem.provisioning-api.recordings.folder");
        }
        Path root = Path.of(folder).toRealPath();
        Path file = root.resolve(name).toRealPath();
        if (!file.startsWith(root) || !Files.isRegularFile(file)) {
            throw new IOException(file + " is no file in " + root + ", see tandem.provisioning-api.recordings.folder");
        }
        return file;
    }
}
