package io.tandem.provisioning.resource;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a file holds, to be read once, piece by piece. Whoever has it closes it.
 *
 * @param lengthBytes empty if nobody knows before the end
 * @param file        where it is a file
 */
public record Content(OptionalLong lengthBytes, Optional<Path> file, InputStream stream) implements Closeable {
    public static Content of(byte[] bytes) {
        return of(bytes.length, new ByteArrayInputStream(bytes));
    }

    public static Content of(long lengthBytes, InputStream stream) {
        return new Content(OptionalLong.of(lengthBytes), Optional.empty(), stream);
    }

    /** Of unknown length. */
    public static Content of(InputStream stream) {
        return new Content(OptionalLong.empty(), Optional.empty(), stream);
    }

    public static Content of(Path file) throws IOException {
        return new Content(OptionalLong.of(Files.size(file)), Optional.of(file), Files.newInputStream(file));
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
