package io.tandem.sip.stream.frame;

import io.tandem.sip.bytes.Bytes;

/** Finds messages in a stream by their Content-Length (RFC 3261 §18.3). One connection, one thread; allocates nothing. */
public final class StreamFraming {

    /** What lies at the start of the bytes. */
    public enum Found {
        /** Nothing whole yet. */
        NOTHING,
        /** A line end between messages; {@link #length} bytes to skip. */
        LINE_END,
        /** Two line ends, the ping of RFC 5626 §3.5.1; {@link #length} bytes to skip. */
        PING,
        /** A message of {@link #length} bytes. */
        MESSAGE,
        /** No framing: the connection is of no more use. */
        BROKEN,
        /** A header or a body beyond the limit: as {@link #BROKEN}. */
        TOO_LARGE
    }

    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final byte[] CONTENT_LENGTH = Bytes.ascii("content-length");
    private static final int UNSEEN = -1;

    private final int maxHeaderBytes;
    private final int maxBodyBytes;
    private int length;
    /** Where the line starts, from the message's first byte on, up to which an unfinished header has been read. */
    private int read;
    private int contentLength = UNSEEN;
    /** Bytes of the message whose header is known, while its body is not all there. */
    private int wanted;
    private String fault = "";

    public StreamFraming(int maxHeaderBytes, int maxBodyBytes) {
        this.maxHeaderBytes = maxHeaderBytes;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** Bytes of what was found last. */
    public int length() {
        return length;
    }

    /** Why the stream is broken. */
    public String fault() {
        return fault;
    }

    /** So many bytes at least must be there before it is worth asking again. */
    public int wanted() {
        return wanted;
    }

    /** Looks at the bytes; the caller skips what was found and asks again. After {@link Found#NOTHING} he comes back with the same bytes and more. */
    public Found next(byte[] data, int from, int to) {
        if (to - from < Math.max(wanted, 1)) {
            return Found.NOTHING;
        }
        if (wanted > 0) {
            return message(wanted);
        }
        byte first = data[from];
        if (first == CR || first == LF) {
            return lineEnds(data, from, to);
        }
        return header(data, from, to);
    }

    private Found lineEnds(byte[] data, int from, int to) {
        if (data[from] == LF) {
            return found(Found.LINE_END, 1);
        }
        if (to - from < 2) {
            return Found.NOTHING;
        }
        if (data[from + 1] != LF) {
            return broken(Found.BROKEN, "carriage return alone");
        }
        boolean ping = to - from >= 4 && data[from + 2] == CR && data[from + 3] == LF;
        return ping ? found(Found.PING, 4) : found(Found.LINE_END, 2);
    }

    /** Reads line by line, on from where it stopped. */
    private Found header(byte[] data, int from, int to) {
        int line = from + read;
        int lineFeed = Bytes.indexOf(data, LF, line, to);
        while (lineFeed >= 0) {
            if (lineFeed == line + 1 && data[line] == CR && endsInCrLf(data, from, line)) {
                return whole(lineFeed + 1 - from, to - from);
            }
            if (line > from && !contentLengthIn(data, line, lineFeed)) {
                return Found.BROKEN;
            }
            line = lineFeed + 1;
            if (line - from > maxHeaderBytes) {
                break;
            }
            lineFeed = Bytes.indexOf(data, LF, line, to);
        }
        read = line - from;
        return to - from > maxHeaderBytes ? broken(Found.TOO_LARGE, "header of more than " + maxHeaderBytes + " bytes") : Found.NOTHING;
    }

    /** The empty line counts only behind a full line end, as it does for who reads the message. */
    private static boolean endsInCrLf(byte[] data, int from, int line) {
        return line - from >= 2 && data[line - 2] == CR;
    }

    private Found whole(int headerBytes, int available) {
        if (headerBytes > maxHeaderBytes) {
            return broken(Found.TOO_LARGE, "header of more than " + maxHeaderBytes + " bytes");
        }
        if (contentLength == UNSEEN) {
            return broken(Found.BROKEN, "no Content-Length");
        }
        if (contentLength > maxBodyBytes) {
            return broken(Found.TOO_LARGE, "body of " + contentLength + " bytes, limit " + maxBodyBytes);
        }
        wanted = headerBytes + contentLength;
        return available < wanted ? Found.NOTHING : message(wanted);
    }

    private Found message(int bytes) {
        wanted = 0;
        read = 0;
        contentLength = UNSEEN;
        return found(Found.MESSAGE, bytes);
    }

    private Found found(Found what, int bytes) {
        length = bytes;
        return what;
    }

    private Found broken(Found what, String why) {
        fault = why;
        return what;
    }

    /** Takes the value if the line is a Content-Length: a stream message must have one (§18.3), and only one. @return false if it is broken */
    private boolean contentLengthIn(byte[] data, int line, int end) {
        int first = data[line] | 0x20;
        int value = first == 'c' || first == 'l' ? startOfValue(data, line, end) : 0;
        if (value == 0) {
            return true;
        }
        int number = number(data, value, end);
        if (number < 0 || contentLength != UNSEEN && contentLength != number) {
            fault = "Content-Length is no number, or there are two";
            return false;
        }
        contentLength = number;
        return true;
    }

    /** Where the value of a Content-Length line starts; 0 for any other line. */
    private static int startOfValue(byte[] data, int line, int end) {
        int at = line;
        while (at < end && data[at] != ':' && data[at] > ' ') {
            at++;
        }
        int nameLength = at - line;
        while (at < end && (data[at] == ' ' || data[at] == '\t')) {
            at++;
        }
        boolean named = nameLength == 1 && (data[line] | 0x20) == 'l' || Bytes.equalsIgnoreCase(data, line, line + nameLength, CONTENT_LENGTH);
        return named && at < end && data[at] == ':' ? at + 1 : 0;
    }

    /** @return the number, capped at a billion; -1 if it is none */
    private static int number(byte[] data, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && data[start] <= ' ' && data[start] > 0) {
            start++;
        }
        while (end > start && data[end - 1] <= ' ' && data[end - 1] > 0) {
            end--;
        }
        return end - start > 10 ? -1 : (int) Math.min(Bytes.number(data, start, end), 1_000_000_000L);
    }
}
