package io.tandem.ha.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** One JSON object a line, UTF-8: a request, then its reply. Unknown fields are ignored, so that both sides can be upgraded alone. */
public final class HaProtocol {
    /** Longer lines are refused. */
    public static final int MAX_LINE = 4096;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private HaProtocol() {}

    public static void write(WritableByteChannel channel, Object message) throws IOException { write(channel, line(message)); }

    /** @param line as {@link #line} makes it */
    static void write(WritableByteChannel channel, byte[] line) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(line);
        while (rest.hasRemaining()) channel.write(rest);
    }

    /** The message as a line. */
    public static byte[] line(Object message) { return (MAPPER.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8); }

    /** @throws IOException if the line is too long, cut off, or not such an object */
    public static <T> T read(ReadableByteChannel channel, Class<T> type) throws IOException {
        String line = line(channel);
        try {
            T message = MAPPER.readValue(line, type);
            if (message == null) throw new IOException("'" + line + "' is no " + type.getSimpleName());
            return message;
        } catch (JacksonException e) {
            throw new IOException("'" + line + "' is no " + type.getSimpleName(), e);
        }
    }

    private static String line(ReadableByteChannel channel) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(512);
        while (line.size() <= MAX_LINE) {
            if (channel.read(chunk.clear()) < 0) throw new EOFException("connection closed after " + line.size() + " bytes without line end");
            chunk.flip();
            while (chunk.hasRemaining()) {
                byte next = chunk.get();
                if (next == '\n') return line.toString(StandardCharsets.UTF_8);
                line.write(next);
            }
        }
        throw new IOException("line longer than " + MAX_LINE + " bytes");
    }
}
