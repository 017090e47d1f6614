package io.tandem.ha.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.OptionalInt;

/** A service at the role socket: lines go there, and in a drain numbers come back, a line each. The sender's thread. */
final class Listener implements AutoCloseable {
    private static final int MOST = 1_000_000;
    private final SocketChannel channel;
    private final ByteBuffer answers = ByteBuffer.allocate(64);
    private int number;
    private OptionalInt said = OptionalInt.empty();

    /** @param channel non-blocking */
    Listener(SocketChannel channel) { this.channel = channel; }

    /** @return whether the whole line has gone; lines do not queue */
    boolean tell(ByteBuffer line) throws IOException {
        ByteBuffer rest = line.duplicate();
        channel.write(rest);
        return !rest.hasRemaining();
    }

    /** What it has said before counts no more. */
    void forget() throws IOException {
        hear();
        said = OptionalInt.empty();
    }

    /** Calls that are being set up there, as far as it has said since {@link #forget}. @throws IOException if it has left, or says something else */
    OptionalInt hear() throws IOException {
        while (channel.read(answers.clear()) > 0) {
            answers.flip();
            while (answers.hasRemaining()) take(answers.get());
        }
        return said;
    }

    private void take(byte next) throws IOException {
        if (next == '\n') {
            said = OptionalInt.of(number);
            number = 0;
        } else if (next >= '0' && next <= '9' && number < MOST) {
            number = 10 * number + next - '0';
        } else {
            throw new IOException("a service says something else than a number of calls");
        }
    }

    @Override public void close() throws IOException { channel.close(); }
}
