package io.tandem.relay.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that grows in the spool and appears in the output directory only when it is whole. Recorder thread. */
final class SpoolFile implements AutoCloseable {
    private static final int BUFFER = 32 * 1024;

    private final Path part;
    private final Path whole;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

    /** Readable by the owner and its group only: it is what people said. */
    SpoolFile(Path spool, Path output, String name) throws IOException {
        part = spool.resolve(name + ".part");
        whole = output.resolve(name);
        channel = FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    }

    /** Room for so many octets, which will be written. @param length at most 32 kB */
    ByteBuffer room(int length) throws IOException {
        if (buffer.remaining() < length) flush();
        return buffer;
    }

    void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /** Overwrites what was written before. */
    void patch(long at, ByteBuffer octets) throws IOException {
        flush();
        long position = at;
        while (octets.hasRemaining()) {
            position += channel.write(octets, position);
        }
    }

    /** Octets so far. */
    long size() throws IOException {
        return channel.position() + buffer.position();
    }

    Path whole() {
        return whole;
    }

    /** On disk and in its place. */
    void finish() throws IOException {
        flush();
        channel.force(true);
        channel.close();
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Nobody wants it. */
    void discard() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }

    /** Gives up; what was written stays in the spool, for whoever wants to save it. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
