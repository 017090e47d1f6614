package io.tandem.sip.transport;

import io.netty.buffer.ByteBuf;

/** Finds messages in a stream by their Content-Length (RFC 3261 §18.3). One connection, one thread; allocates nothing. */
final class StreamFraming {

    /** What lies at the reader index of the buffer. */
    enum Found {
        /** Nothing whole yet. */
        NOTHING,
        /** A line end between messages; {@link #length} bytes to skip. */
        LINE_END,
        /** Two line ends, the ping of RFC 5626 §3.5.1; {@link #length} bytes to skip. */
        PING,
        /** A message of {@link #length} bytes. */
        MESSAGE,
        /** No framing: the connection is of no more use. */
        BROKEN
    }

    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final String CONTENT_LENGTH = "content-length";

    private final int maxHeaderBytes;
    private final int maxBodyBytes;
    private int length;
    /** Header bytes that hold no end of the header. */
    private int searched;
    private String fault = "";

    StreamFraming(int maxHeaderBytes, int maxBodyBytes) {
        this.maxHeaderBytes = maxHeaderBytes;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** Bytes of what was found last. */
    int length() {
        return length;
    }

    /** Why the stream is broken. */
    String fault() {
        return fault;
    }

    /** Looks at the bytes from the reader index on; moves nothing. The caller skips what was found and asks again. */
    Found next(ByteBuf in) {
        int from = in.readerIndex();
        int end = in.writerIndex();
        if (from == end) {
            return Found.NOTHING;
        }
        byte first = in.getByte(from);
        if (first == CR || first == LF) {
            return lineEnds(in, from, end);
        }
        int headerEnd = endOfHeader(in, from, end);
        if (headerEnd < 0) {
            searched = Math.max(0, end - from - 3);
            return end - from > maxHeaderBytes ? broken("header of more than " + maxHeaderBytes + " bytes") : Found.NOTHING;
        }
        if (headerEnd - from > maxHeaderBytes) {
            return broken("header of more than " + maxHeaderBytes + " bytes");
        }
        return message(in, from, headerEnd, end);
    }

    private Found lineEnds(ByteBuf in, int from, int end) {
        if (in.getByte(from) == LF) {
            return found(Found.LINE_END, 1);
        }
        if (end - from < 2) {
            return Found.NOTHING;
        }
        if (in.getByte(from + 1) != LF) {
            return broken("carriage return alone");
        }
        boolean ping = end - from >= 4 && in.getByte(from + 2) == CR && in.getByte(from + 3) == LF;
        return ping ? found(Found.PING, 4) : found(Found.LINE_END, 2);
    }

    private Found message(ByteBuf in, int from, int headerEnd, int end) {
        long body = contentLength(in, from, headerEnd);
        if (body < 0) {
            return Found.BROKEN;
        }
        if (body > maxBodyBytes) {
            return broken("body of " + body + " bytes, limit " + maxBodyBytes);
        }
        int total = headerEnd - from + (int) body;
        if (end - from < total) {
            searched = headerEnd - from - 4;
            return Found.NOTHING;
        }
        searched = 0;
        return found(Found.MESSAGE, total);
    }

    private Found found(Found what, int bytes) {
        length = bytes;
        return what;
    }

    private Found broken(String why) {
        fault = why;
        return Found.BROKEN;
    }

    private int endOfHeader(ByteBuf in, int from, int end) {
        int at = from + searched;
        while (true) {
            int lf = in.indexOf(at, end, LF);
            if (lf < 0) {
                return -1;
            }
            if (lf - from >= 3 && in.getByte(lf - 1) == CR && in.getByte(lf - 2) == LF && in.getByte(lf - 3) == CR) {
                return lf + 1;
            }
            at = lf + 1;
        }
    }

    /** @return the value, or -1 with {@link #fault} set: a stream message must have one (§18.3), and only one */
    private long contentLength(ByteBuf in, int from, int headerEnd) {
        long result = -1;
        int line = in.indexOf(from, headerEnd, LF) + 1;
        while (line > 0 && line < headerEnd) {
            int next = in.indexOf(line, headerEnd, LF) + 1;
            int value = startOfValue(in, line, next);
            if (value > 0) {
                long length = number(in, value, next);
                if (length < 0 || result >= 0 && result != length) {
                    fault = "Content-Length is no number, or there are two";
                    return -1;
                }
                result = length;
            }
            line = next;
        }
        if (result < 0) {
            fault = "no Content-Length";
        }
        return result;
    }

    /** Where the value of a Content-Length line starts; 0 for any other line. */
    private static int startOfValue(ByteBuf in, int line, int next) {
        int at = line;
        while (at < next && in.getByte(at) != ':' && in.getByte(at) > ' ') {
            at++;
        }
        int nameLength = at - line;
        while (at < next && (in.getByte(at) == ' ' || in.getByte(at) == '\t')) {
            at++;
        }
        boolean named = nameLength == 1 && (in.getByte(line) | 0x20) == 'l' || nameLength == CONTENT_LENGTH.length() && isLongName(in, line);
        return named && at < next && in.getByte(at) == ':' ? at + 1 : 0;
    }

    private static boolean isLongName(ByteBuf in, int line) {
        for (int i = 0; i < CONTENT_LENGTH.length(); i++) {
            if ((in.getByte(line + i) | 0x20) != CONTENT_LENGTH.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static long number(ByteBuf in, int from, int next) {
        int start = from;
        int end = next;
        while (start < end && in.getByte(start) <= ' ') {
            start++;
        }
        while (end > start && in.getByte(end - 1) <= ' ') {
            end--;
        }
        long value = end == start || end - start > 10 ? -1 : 0;
        for (int i = start; i < end && value >= 0; i++) {
            int digit = in.getByte(i) - '0';
            value = digit < 0 || digit > 9 ? -1 : value * 10 + digit;
        }
        return value;
    }
}
