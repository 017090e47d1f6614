package io.tandem.platform.role;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.ToIntFunction;

/** One connection to the HA manager, from its first line to its end. The role's thread. */
final class RoleReader {
    private static final int LONGEST_LINE = 4096;
    private static final long MS = 1_000_000;

    private final Path socket;
    private final long patienceNanos;
    private final ToIntFunction<RoleLine> lines;
    private final byte[] line = new byte[LONGEST_LINE];
    private final ByteBuffer chunk = ByteBuffer.allocate(LONGEST_LINE);
    private int length;
    private long lastLineAt;

    /** @param patience without a whole line for so long, the role is not known
     *  @param lines    takes each line, and says how many calls are being set up */
    RoleReader(Path socket, Duration patience, ToIntFunction<RoleLine> lines) {
        this.socket = socket;
        this.patienceNanos = patience.toNanos();
        this.lines = lines;
    }

    /** Reads until something is wrong.
     * @throws IOException always in the end, saying what */
    void read() throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX); Selector selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            length = 0;
            lastLineAt = System.nanoTime();
            while (!Thread.currentThread().isInterrupted()) {
                long left = patienceNanos - (System.nanoTime() - lastLineAt);
                if (left <= 0) throw new IOException("nothing heard for " + patienceNanos / MS + " ms");
                selector.select(left / MS + 1);
                selector.selectedKeys().clear();
                take(channel);
            }
            throw new IOException("stopping");
        }
    }

    /** What has come; of several lines the last one counts. */
    private void take(SocketChannel channel) throws IOException {
        RoleLine last = null;
        int count;
        while ((count = channel.read(chunk.clear())) > 0) {
            chunk.flip();
            while (chunk.hasRemaining()) {
                byte next = chunk.get();
                if (next != '\n') {
                    if (length == LONGEST_LINE) throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
                    line[length++] = next;
                    continue;
                }
                last = RoleLine.parse(line, length);
                length = 0;
            }
        }
        if (last != null) {
            lastLineAt = System.nanoTime();
            int settingUp = lines.applyAsInt(last);
            if (last.draining()) answer(channel, settingUp);
        }
        if (count < 0) throw new EOFException("the HA manager has closed the connection");
    }

    /** Who does not read it asks again. */
    private static void answer(SocketChannel channel, int settingUp) throws IOException {
        channel.write(ByteBuffer.wrap((settingUp + "\n").getBytes(StandardCharsets.US_ASCII)));
    }
}
