package io.tandem.sip.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/** What tests of streams share: messages, peers over the JDK's sockets, and the receiver's notes. */
final class StreamPeers {

    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String REQUEST = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP c;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
            + "To: <sip:a@b>\r\nCall-ID: %s\r\nCSeq: 1 OPTIONS\r\nContent-Length: %d\r\n\r\n%s";

    private StreamPeers() {}

    static String request(String callId) {
        return REQUEST.formatted(callId, 0, "");
    }

    static String request(String callId, String body) {
        return REQUEST.formatted(callId, body.length(), body);
    }

    static InetSocketAddress any(String ip) {
        return new InetSocketAddress(ip, 0);
    }

    static Socket connect(StreamListener listener) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.connect(listener.local(), 10_000);
        return socket;
    }

    static void sends(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    static String receives(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), US_ASCII);
    }

    /** The peer has closed: end of stream or reset. */
    static boolean isCut(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                continue;
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Something a transport told its receiver. */
    record Note(String kind, StreamConnection connection, String text) {}

    /** Keeps what a transport delivers, for tests to take. */
    static final class Notes implements StreamReceiver {
        private final LinkedBlockingQueue<Note> notes = new LinkedBlockingQueue<>();

        @Override
        public void onFrame(StreamConnection connection, byte[] data, int offset, int length) {
            notes.add(new Note("frame", connection, new String(data, offset, length, US_ASCII)));
        }

        @Override
        public void onBroken(StreamConnection connection, byte[] head, String fault) {
            notes.add(new Note("broken", connection, fault));
        }

        @Override
        public void onUndelivered(StreamConnection connection, byte[] message, String why) {
            notes.add(new Note("undelivered", connection, new String(message, US_ASCII)));
        }

        @Override
        public void onClosed(StreamConnection connection) {
            notes.add(new Note("closed", connection, ""));
        }

        Note next(String kind) throws InterruptedException {
            Note note = notes.poll(15, TimeUnit.SECONDS);
            assertThat(note).as("a note of kind %s within 15 s", kind).isNotNull();
            assertThat(note.kind()).as("note %s", note.text().substring(0, Math.min(80, note.text().length()))).isEqualTo(kind);
            return note;
        }

        /** Passes over notes of one kind up to the first of another. */
        Note next(String passing, String kind) throws InterruptedException {
            Note note = notes.poll(15, TimeUnit.SECONDS);
            while (note != null && note.kind().equals(passing)) {
                note = notes.poll(15, TimeUnit.SECONDS);
            }
            assertThat(note).as("a note of kind %s within 15 s", kind).isNotNull();
            assertThat(note.kind()).isEqualTo(kind);
            return note;
        }

        StreamConnection frame(String text) throws InterruptedException {
            Note note = next("frame");
            assertThat(note.text()).isEqualTo(text);
            return note.connection();
        }

        boolean isEmpty() {
            return notes.isEmpty();
        }
    }

    static byte[] bytes(String text) {
        return Arrays.copyOf(text.getBytes(US_ASCII), text.length());
    }
}
