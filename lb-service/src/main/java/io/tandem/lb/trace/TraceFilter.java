package io.tandem.lb.trace;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** Which messages a trace shows. Asked on the loop for every message while the trace runs, so without garbage. */
sealed interface TraceFilter {
    boolean matches(byte[] data, int offset, int length, InetSocketAddress peer);

    /** As the operator wrote it. */
    String text();

    /** An IP address filters by peer, anything else by Call-ID. */
    static TraceFilter of(String text) {
        if (text.isBlank() || text.length() > 256 || text.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException("filter '" + text + "' is neither an IP address nor a Call-ID");
        }
        try {
            return new ByPeer(text, InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return new ByCallId(text, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Messages from and to an address. */
    record ByPeer(String text, InetAddress address) implements TraceFilter {
        @Override public boolean matches(byte[] data, int offset, int length, InetSocketAddress peer) {
            return address.equals(peer.getAddress());
        }
    }

    /** Messages of a call, or of a registration. */
    record ByCallId(String text, byte[] callId) implements TraceFilter {
        private static final byte[] NAME = "call-id".getBytes(StandardCharsets.US_ASCII);

        @Override public boolean matches(byte[] data, int offset, int length, InetSocketAddress peer) {
            int end = offset + length;
            int line = nextLine(data, offset, end);
            while (line < end && data[line] != '\r' && data[line] != '\n') {
                int value = valueOfCallId(data, line, end);
                if (value >= 0) {
                    return isValue(data, value, end);
                }
                line = nextLine(data, line, end);
            }
            return false;
        }

        private static int nextLine(byte[] data, int from, int end) {
            int i = from;
            while (i < end && data[i] != '\n') {
                i++;
            }
            return i + 1;
        }

        /** Where the value begins, or -1 if the line is another header. */
        private static int valueOfCallId(byte[] data, int line, int end) {
            int i = (data[line] | 0x20) == 'i' ? line + 1 : line;
            if (i == line) {
                for (byte expected : NAME) {
                    if (i >= end || (data[i] >= 'A' && data[i] <= 'Z' ? data[i] | 0x20 : data[i]) != expected) {
                        return -1;
                    }
                    i++;
                }
            }
            i = skipBlanks(data, i, end);
            return i < end && data[i] == ':' ? skipBlanks(data, i + 1, end) : -1;
        }

        private static int skipBlanks(byte[] data, int from, int end) {
            int i = from;
            while (i < end && (data[i] == ' ' || data[i] == '\t')) {
                i++;
            }
            return i;
        }

        private boolean isValue(byte[] data, int from, int end) {
            int to = from + callId.length;
            return to <= end && Arrays.equals(data, from, to, callId, 0, callId.length) && (to == end || data[to] <= ' ');
        }

        @Override public boolean equals(Object other) {
            return other instanceof ByCallId that && text.equals(that.text);
        }

        @Override public int hashCode() {
            return text.hashCode();
        }
    }

    /** One message of so many, but not more than that in a second. Loop thread. */
    final class EveryNth implements TraceFilter {
        private static final long SECOND = 1_000_000_000L;

        private final int every;
        private final int mostPerSecond;
        private final LongSupplier nanoTime;
        private int untilNext;
        private int leftInSecond;
        private long secondBegan;

        EveryNth(int every, int mostPerSecond, LongSupplier nanoTime) {
            this.every = every;
            this.mostPerSecond = mostPerSecond;
            this.nanoTime = nanoTime;
            untilNext = every;
            secondBegan = nanoTime.getAsLong() - SECOND;
        }

        @Override public boolean matches(byte[] data, int offset, int length, InetSocketAddress peer) {
            if (--untilNext > 0) {
                return false;
            }
            untilNext = every;
            long now = nanoTime.getAsLong();
            if (now - secondBegan >= SECOND) {
                secondBegan = now;
                leftInSecond = mostPerSecond;
            }
            return leftInSecond-- > 0;
        }

        @Override public String text() {
            return "every " + every;
        }
    }
}
