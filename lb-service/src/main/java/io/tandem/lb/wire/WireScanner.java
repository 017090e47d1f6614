package io.tandem.lb.wire;

import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.message.MalformedMessageException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a message: start line, header positions, body; strict about line ends, so that no two elements read two messages. Folded header
 * lines (RFC 3261 §7.3.1) are joined in a copy first, so that nobody behind has to know of them. One thread.
 */
public final class WireScanner {

    static final int MAX_BYTES = 64 * 1024;
    private static final byte[] VERSION = Bytes.ascii("sip/2.0");
    private static final byte[] NAME = Bytes.ascii("sip/");
    private static final int TRUNCATED = -2;

    private final WireMessage message;
    private final byte[] flat = new byte[MAX_BYTES];
    private byte[] data = flat;
    private int at;
    private int end;
    private @Nullable Reason fault;
    private boolean readable;

    public WireScanner(WireMessage message) {
        this.message = message;
    }

    /** Reads what fills a datagram, or was framed by its stream. @return what is wrong, or null */
    public @Nullable Reason scan(byte[] bytes, int offset, int length) {
        if (length > MAX_BYTES) {
            readable = false;
            return Reason.TOO_LARGE;
        }
        read(bytes, offset, length);
        if (message.folded && (fault == null || readable)) {
            read(flat, 0, unfold(offset + length));
        }
        return fault;
    }

    /** After a fault: are method and headers readable, so that a request can be answered? */
    public boolean isReadable() {
        return readable;
    }

    private void read(byte[] bytes, int offset, int length) {
        data = bytes;
        at = offset;
        end = offset + length;
        fault = null;
        readable = false;
        scanStartLine();
        if (fault == null || readable) {
            Reason ofStartLine = fault;
            fault = null;
            scanHeaders();
            readable = fault == null;
            if (fault == null) {
                fault = ofStartLine == null ? frameBody() : ofStartLine;
            }
        }
    }

    /** Behind the empty lines a stream may have before it (RFC 3261 §7.5). */
    private void scanStartLine() {
        while (at + 1 < end && data[at] == '\r' && data[at + 1] == '\n') {
            at += 2;
        }
        message.begin(data, at);
        int from = at;
        int to = at == end ? fail(Reason.EMPTY) : endOfLine(at);
        if (to < 0) {
            return;
        }
        at = to + 2;
        int version = from + VERSION.length;
        if (version < to && data[version] == ' ' && Bytes.equalsIgnoreCase(data, from, version, VERSION)) {
            statusLine(version + 1, to);
        } else {
            requestLine(from, to);
        }
        message.headersStart = at;
    }

    private void requestLine(int from, int to) {
        int methodEnd = from;
        while (methodEnd < to && Bytes.isToken(data[methodEnd])) {
            methodEnd++;
        }
        if (methodEnd == from || methodEnd == to || data[methodEnd] != ' ') {
            fail(Reason.BAD_START_LINE);
            return;
        }
        message.request = true;
        message.method = MethodCode.of(data, from, methodEnd);
        message.methodEnd = methodEnd;
        int uriStart = methodEnd + 1;
        int uriEnd = Bytes.indexOf(data, ' ', uriStart, to);
        if (uriEnd > uriStart && Bytes.equalsIgnoreCase(data, uriEnd + 1, to, VERSION)) {
            message.uriStart = uriStart;
            message.uriEnd = uriEnd;
            return;
        }
        fault = uriEnd > uriStart && isOtherVersion(uriEnd + 1, to) ? Reason.BAD_VERSION : Reason.BAD_START_LINE;
        readable = true;
    }

    private boolean isOtherVersion(int from, int to) {
        return to - from > NAME.length && Bytes.equalsIgnoreCase(data, from, from + NAME.length, NAME) && Bytes.indexOf(data, ' ', from, to) < 0;
    }

    private void statusLine(int codeStart, int to) {
        int blank = Bytes.indexOf(data, ' ', codeStart, to);
        int codeEnd = blank < 0 ? to : blank;                    // no reason phrase and not even its space: some phones
        long status = codeEnd - codeStart == 3 ? Bytes.number(data, codeStart, codeEnd) : -1;
        if (status < 100 || status > 699) {
            fail(Reason.BAD_STATUS_CODE);
            return;
        }
        message.status = (int) status;
    }

    /** Up to and including the empty line. */
    private void scanHeaders() {
        while (at < end) {
            if (data[at] == '\r' && at + 1 < end && data[at + 1] == '\n') {
                message.headersEndAt(at);
                at += 2;
                return;
            }
            if (!scanHeader()) {
                return;
            }
        }
        fail(Reason.NO_END_OF_HEADERS);
    }

    private boolean scanHeader() {
        int lineStart = at;
        if (message.lines == WireMessage.MAX_HEADERS) {
            return fail(Reason.TOO_MANY_HEADERS) >= 0;
        }
        int lineEnd = endOfLine(lineStart);
        if (lineEnd < 0) {
            return false;
        }
        int colon = Bytes.indexOf(data, ':', lineStart, lineEnd);
        int nameEnd = colon < 0 ? lineStart : Bytes.trimBlanks(data, lineStart, colon);
        if (nameEnd == lineStart) {
            return fail(Reason.BAD_HEADER_LINE) >= 0;
        }
        int code = HeaderCode.of(data, lineStart, nameEnd);
        if ((code == HeaderCode.OTHER || code == HeaderCode.INTERNAL) && !Bytes.isToken(data, lineStart, nameEnd)) {
            return fail(Reason.BAD_HEADER_LINE) >= 0;
        }
        while (lineEnd + 2 < end && Bytes.isBlank(data[lineEnd + 2])) {
            message.folded = true;
            lineEnd = endOfLine(lineEnd + 2);
            if (lineEnd < 0) {
                return false;
            }
        }
        at = lineEnd + 2;
        addTrimmed(code, lineStart, colon + 1, lineEnd);
        return true;
    }

    private void addTrimmed(int code, int lineStart, int from, int to) {
        int valueStart = from;
        int valueEnd = to;
        while (valueStart < valueEnd && Bytes.isLws(data[valueStart])) {
            valueStart++;
        }
        while (valueEnd > valueStart && Bytes.isLws(data[valueEnd - 1])) {
            valueEnd--;
        }
        message.addLine(code, lineStart, valueStart, valueEnd);
    }

    /** Position of the CR that, with the LF behind it, ends the line; -1 after a fault. Other controls only escaped (quoted-pair, RFC 3261 §25.1). */
    private int endOfLine(int from) {
        int i = from;
        while (true) {
            i = Bytes.nextControl(data, i, end);
            if (i == end) {
                return fail(Reason.NO_END_OF_HEADERS);
            }
            byte control = data[i];
            if (control == '\r' && i + 1 < end && data[i + 1] == '\n') {
                return i;
            }
            if (control == '\r' || control == '\n') {
                return fail(Reason.BARE_LINE_BREAK);
            }
            if (control != '\t' && (i == from || data[i - 1] != '\\')) {
                return fail(Reason.CONTROL_CHARACTER);
            }
            i++;
        }
    }

    private int fail(Reason reason) {
        fault = reason;
        readable = false;
        return -1;
    }

    /** Content-Length against what is there (RFC 3261 §18.3, §20.14). Bytes behind the body are not part of the message. */
    private @Nullable Reason frameBody() {
        int available = end - at;
        int line = message.first(HeaderCode.CONTENT_LENGTH);
        if (line < 0) {
            message.bodyLength = available;
            return null;
        }
        if (message.count(HeaderCode.CONTENT_LENGTH) > 1) {
            return Reason.SEVERAL_CONTENT_LENGTHS;
        }
        int length = contentLength(message.valueStart(line), message.valueEnd(line), available);
        if (length < 0) {
            return length == TRUNCATED ? Reason.BODY_TRUNCATED : Reason.BAD_CONTENT_LENGTH;
        }
        message.bodyLength = length;
        return null;
    }

    private int contentLength(int from, int to, int available) {
        long length = Bytes.number(data, from, to);
        if (length > available) {
            return TRUNCATED;
        }
        return (int) length;
    }

    /** Copies the message with every fold made one space. @return its length */
    private int unfold(int dataEnd) {
        int to = 0;
        int from = message.start;
        while (from < dataEnd) {
            boolean folds = from > message.headersStart && from + 2 < message.headersEnd && data[from] == '\r' && data[from + 1] == '\n'
                    && Bytes.isBlank(data[from + 2]);
            if (folds) {
                from = Bytes.skipBlanks(data, from + 2, dataEnd);
                to = Bytes.trimBlanks(flat, 0, to);
                flat[to++] = ' ';
            } else {
                flat[to++] = data[from++];
            }
        }
        return to;
    }
}
