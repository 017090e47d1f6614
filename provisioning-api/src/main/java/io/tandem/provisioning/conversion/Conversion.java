package io.tandem.provisioning.conversion;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.tandem.provisioning.resource.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the process of a conversion writes, as it writes it. It ends well only if the process does; closing it ends the process. A thread of its own feeds
 * the process and closes the source.
 */
final class Conversion extends InputStream {
    private static final Logger LOG = LoggerFactory.getLogger(Conversion.class);
    private static final int BUFFER_BYTES = 8192;
    private static final int MOST_ERROR_BYTES = 500;

    private final Process process;
    private final InputStream output;
    private final CompletableFuture<Void> freed;

    /** @param freed once another conversion may begin in place of this one: before its client reads the end */
    Conversion(Process process, Content source, CompletableFuture<Void> freed) throws IOException {
        this.process = process;
        this.freed = freed;
        this.output = process.getInputStream();
        if (source.file().isPresent()) {
            source.close();
        } else {
            Thread.ofPlatform().daemon().name("conversion-" + process.pid()).start(() -> feed(source));
        }
    }

    @Override
    public int read() throws IOException {
        int octet = output.read();
        return octet < 0 ? end() : octet;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = output.read(buffer, offset, length);
        return read < 0 ? end() : read;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }

    private int end() throws IOException {
        try {
            int status = process.waitFor();
            if (status != 0) {
                String said = new String(process.getErrorStream().readNBytes(MOST_ERROR_BYTES), StandardCharsets.UTF_8).strip();
                throw new IOException("the converter ended with status %d: %s".formatted(status, said));
            }
            freed.join();
            return -1;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a converter ended", closing);
        }
    }

    /** A source that fails must not look like one that ends: then the process is ended too. */
    private void feed(Content source) {
        try (source) {
            byte[] buffer = new byte[BUFFER_BYTES];
            int read = source.stream().read(buffer);
            while (read >= 0 && isTaken(buffer, read)) {
                read = source.stream().read(buffer);
            }
            closeInput();
        } catch (IOException | RuntimeException unreadable) {
            LOG.warn("a recording cannot be read, its conversion is ended", unreadable);
            process.destroyForcibly();
        }
    }

    /** Whether the process still reads; if not, how it ends tells why. */
    private boolean isTaken(byte[] buffer, int length) {
        try {
            process.getOutputStream().write(buffer, 0, length);
            return true;
        } catch (IOException ended) {
            LOG.debug("process {} reads no more: {}", process.pid(), ended.getMessage());
            return false;
        }
    }

    private void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException ended) {
            LOG.debug("process {} reads no more: {}", process.pid(), ended.getMessage());
        }
    }
}
