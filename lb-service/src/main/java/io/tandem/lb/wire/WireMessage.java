package io.tandem.lb.wire;

import java.util.Arrays;

import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.bytes.Lists;

/**
 * Where the parts of one received message are. Filled by {@link WireScanner} again and again; header lines are numbered in their order, those of
 * one name are chained. Holds no byte itself: {@link #data()} is valid while the receiver's call lasts.
 */
public final class WireMessage {

    static final int MAX_HEADERS = 256;
    private static final byte[] NOTHING = {};

    byte[] data = NOTHING;
    int start;
    boolean request;
    int method;
    int methodEnd;
    int uriStart;
    int uriEnd;
    int status;
    int headersStart;
    int headersEnd;
    int bodyStart;
    int bodyLength;
    int lines;
    int internalLines;
    boolean folded;
    private final int[] codes = new int[MAX_HEADERS];
    final int[] lineStarts = new int[MAX_HEADERS + 1];
    private final int[] valueStarts = new int[MAX_HEADERS];
    private final int[] valueEnds = new int[MAX_HEADERS];
    private final int[] nexts = new int[MAX_HEADERS];
    private final int[] firsts = new int[HeaderCode.COUNT];
    private final int[] lasts = new int[HeaderCode.COUNT];
    private final int[] counts = new int[HeaderCode.COUNT];

    /** Forgets the message before. */
    void begin(byte[] bytes, int from) {
        data = bytes;
        start = from;
        request = false;
        method = MethodCode.OTHER;
        status = 0;
        methodEnd = from;
        uriStart = from;
        uriEnd = from;
        headersStart = from;
        headersEnd = from;
        bodyStart = from;
        bodyLength = 0;
        lines = 0;
        internalLines = 0;
        folded = false;
        Arrays.fill(firsts, -1);
        Arrays.fill(counts, 0);
    }

    void addLine(int code, int lineStart, int valueStart, int valueEnd) {
        int line = lines++;
        codes[line] = code;
        lineStarts[line] = lineStart;
        valueStarts[line] = valueStart;
        valueEnds[line] = valueEnd;
        nexts[line] = -1;
        if (code == HeaderCode.OTHER) {
            return;
        }
        if (firsts[code] < 0) {
            firsts[code] = line;
        } else {
            nexts[lasts[code]] = line;
        }
        lasts[code] = line;
        counts[code]++;
        internalLines += code >= HeaderCode.INTERNAL ? 1 : 0;
    }

    /** Ends the header: position of the empty line. */
    void headersEndAt(int at) {
        lineStarts[lines] = at;
        headersEnd = at;
        bodyStart = at + 2;
    }

    public byte[] data() {
        return data;
    }

    /** First byte of the start line. */
    public int start() {
        return start;
    }

    /** Behind the last byte of the body. */
    public int end() {
        return bodyStart + bodyLength;
    }

    public boolean isRequest() {
        return request;
    }

    /** Of a request, as in {@link MethodCode}. */
    public int method() {
        return method;
    }

    /** As in {@link MethodCode}; of a response, the method its CSeq names. */
    public int cSeqMethod() {
        if (request) {
            return method;
        }
        int line = firsts[HeaderCode.CSEQ];
        if (line < 0) {
            return MethodCode.OTHER;
        }
        int end = valueEnds[line];
        int from = end;
        while (from > valueStarts[line] && Bytes.isToken(data[from - 1])) {
            from--;
        }
        return from == end ? MethodCode.OTHER : MethodCode.of(data, from, end);
    }

    /** Behind the method of a request, which begins at {@link #start()}. */
    public int methodEnd() {
        return methodEnd;
    }

    /** First byte of the request URI. */
    public int uriStart() {
        return uriStart;
    }

    /** Behind the request URI. */
    public int uriEnd() {
        return uriEnd;
    }

    /** 0 for a request. */
    public int status() {
        return status;
    }

    /** First byte of the first header line. */
    public int headersStart() {
        return headersStart;
    }

    /** The empty line's first byte. */
    public int headersEnd() {
        return headersEnd;
    }

    public int bodyStart() {
        return bodyStart;
    }

    public int bodyLength() {
        return bodyLength;
    }

    /** Header lines there are. */
    public int lines() {
        return lines;
    }

    /** Header lines whose code is {@link HeaderCode#INTERNAL} or above. */
    public int internalLines() {
        return internalLines;
    }

    /** The first line with this code, or -1. */
    public int first(int code) {
        return firsts[code];
    }

    /** The next line with the same code, or -1. */
    public int next(int line) {
        return nexts[line];
    }

    /** Lines with this code. */
    public int count(int code) {
        return counts[code];
    }

    /** As in {@link HeaderCode}. */
    public int code(int line) {
        return codes[line];
    }

    public int lineStart(int line) {
        return lineStarts[line];
    }

    /** Behind the line's CRLF. */
    public int lineEnd(int line) {
        return lineStarts[line + 1];
    }

    /** First byte of the value, behind white space. */
    public int valueStart(int line) {
        return valueStarts[line];
    }

    /** Behind the value, before white space. */
    public int valueEnd(int line) {
        return valueEnds[line];
    }

    /** End of the list element that starts at {@code from}: the next comma outside quotes and angle brackets (RFC 3261 §7.3.1), or the value's end. */
    public int elementEnd(int line, int from) {
        return Lists.elementEnd(data, from, valueEnds[line]);
    }

    /** The value of the first line with this code as text; empty without one. For the rare cases that want text. */
    public String text(int code) {
        int line = firsts[code];
        return line < 0 ? "" : Bytes.text(data, valueStarts[line], valueEnds[line]);
    }
}
