package io.tandem.sip.message;

import java.util.Optional;

import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.message.MalformedMessageException.Reason;

/** One pass over a message: start line, header positions, body. Strict about line ends, so that no two elements read two messages. */
final class MessageScanner {
    static final int MAX_BYTES = 64 * 1024;
    static final int MAX_HEADERS = 256;
    private static final String VERSION = "SIP/2.0";

    private final byte[] bytes;
    private final HeaderLines.Index index;
    private Optional<MalformedMessageException> startLineFault = Optional.empty();
    private int at;
    private int nameHash;

    MessageScanner(byte[] bytes) {
        this.bytes = bytes;
        this.index = new HeaderLines.Index(bytes);
    }

    SipMessage scan() {
        StartLine startLine = scanStartLine();
        scanHeaders();
        HeaderLines headers = new HeaderLines(index);
        if (startLineFault.isPresent()) {
            throw startLineFault.get().with(new SipMessage(startLine, headers, bytes, at, 0));
        }
        try {
            return new SipMessage(startLine, headers, bytes, at, bodyLength(headers, bytes.length - at));
        } catch (MalformedMessageException e) {
            throw e.with(new SipMessage(startLine, headers, bytes, at, 0));
        }
    }

    /** Reads the start line, behind the empty lines a stream may have before it (RFC 3261 §7.5). */
    private StartLine scanStartLine() {
        while (at + 1 < bytes.length && bytes[at] == '\r' && bytes[at + 1] == '\n') {
            at += 2;
        }
        if (at == bytes.length) {
            throw new MalformedMessageException(Reason.EMPTY, "no message in " + bytes.length + " bytes");
        }
        int start = at;
        int end = endOfLine(at);
        at = end + 2;
        int version = start + VERSION.length();
        boolean response = version < end && bytes[version] == ' ' && Ascii.equalsIgnoreCase(bytes, start, version, VERSION);
        return response ? statusLine(start, end) : requestLine(start, end);
    }

    private StartLine requestLine(int start, int end) {
        int methodEnd = start;
        while (methodEnd < end && Bytes.isToken(bytes[methodEnd])) {
            methodEnd++;
        }
        int uriStart = methodEnd + 1;
        if (methodEnd == start || methodEnd == end || bytes[methodEnd] != ' ') {
            throw new MalformedMessageException(Reason.BAD_START_LINE, "neither request line nor status line: " + excerpt(start, end));
        }
        String method = Methods.intern(bytes, start, methodEnd);
        int uriEnd = Bytes.indexOf(bytes, ' ', Math.min(uriStart, end), end);
        if (uriEnd <= uriStart || !Ascii.equalsIgnoreCase(bytes, uriEnd + 1, end, VERSION)) {
            Reason reason = uriEnd > uriStart && isOtherVersion(uriEnd + 1, end) ? Reason.BAD_VERSION : Reason.BAD_START_LINE;
            startLineFault = Optional.of(new MalformedMessageException(reason, "no 'method URI SIP/2.0': " + excerpt(start, end)));
            return new StartLine(method, "", 0, "", bytes, start, end + 2 - start);
        }
        return new StartLine(method, Bytes.text(bytes, uriStart, uriEnd), 0, "", bytes, start, end + 2 - start);
    }

    private boolean isOtherVersion(int from, int end) {
        return end - from > 4 && Ascii.equalsIgnoreCase(bytes, from, from + 4, "SIP/") && Bytes.indexOf(bytes, ' ', from, end) < 0;
    }

    private StartLine statusLine(int start, int end) {
        int codeStart = start + VERSION.length() + 1;
        int codeEnd = Bytes.indexOf(bytes, ' ', codeStart, end);
        if (codeEnd < 0) {
            codeEnd = end;                                                     // no reason phrase and not even its space: some phones
        }
        long status = codeEnd - codeStart == 3 ? Bytes.number(bytes, codeStart, codeEnd) : -1;
        if (status < 100 || status > 699) {
            throw new MalformedMessageException(Reason.BAD_STATUS_CODE, "status outside 100..699: " + excerpt(start, end));
        }
        String reason = Bytes.text(bytes, Math.min(codeEnd + 1, end), end);
        return new StartLine("", "", (int) status, reason, bytes, start, end + 2 - start);
    }

    /** Reads header lines up to and including the empty line. */
    private void scanHeaders() {
        while (at < bytes.length) {
            if (bytes[at] == '\r' && at + 1 < bytes.length && bytes[at + 1] == '\n') {
                index.headersEndAt(at);
                at += 2;
                return;
            }
            scanHeader();
        }
        throw new MalformedMessageException(Reason.NO_END_OF_HEADERS, "no empty line behind " + index.size() + " headers");
    }

    private void scanHeader() {
        if (index.size() == MAX_HEADERS) {
            throw new MalformedMessageException(Reason.TOO_MANY_HEADERS, "more than " + MAX_HEADERS + " header lines");
        }
        int nameStart = at;
        int nameEnd = endOfName(nameStart);
        int hash = nameHash;
        int colon = skipBlanks(nameEnd);
        int end = endOfLine(nameStart);
        if (nameEnd == nameStart || colon >= end || bytes[colon] != ':') {
            throw new MalformedMessageException(Reason.BAD_HEADER_LINE, "not a header: " + excerpt(nameStart, end));
        }
        boolean folded = false;
        while (end + 2 < bytes.length && Bytes.isBlank(bytes[end + 2])) {       // RFC 3261 §7.3.1: the header goes on
            folded = true;
            end = endOfLine(end + 2);
        }
        at = end + 2;
        addTrimmed(hash, nameStart, nameEnd, colon + 1, end, folded);
    }

    private void addTrimmed(int hash, int nameStart, int nameEnd, int from, int to, boolean folded) {
        int start = from;
        int end = to;
        while (start < end && Bytes.isLws(bytes[start])) {
            start++;
        }
        while (end > start && Bytes.isLws(bytes[end - 1])) {
            end--;
        }
        index.add(hash, nameStart, nameEnd, start, end, folded);
    }

    /** Also leaves the name's hash in {@code nameHash}. */
    private int endOfName(int from) {
        int i = from;
        int hash = 0;
        while (i < bytes.length && Bytes.isToken(bytes[i])) {
            hash = HeaderNames.hash(hash, bytes[i]);
            i++;
        }
        nameHash = i == from + 1 ? HeaderNames.hashOfLetter(bytes[from]) : hash;
        return i;
    }

    private int skipBlanks(int from) {
        int i = from;
        while (i < bytes.length && Bytes.isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Position of the CR that, with the LF behind it, ends the line. Other controls only escaped (quoted-pair, RFC 3261 §25.1). */
    private int endOfLine(int from) {
        int i = from;
        while (true) {
            i = Bytes.nextControl(bytes, i, bytes.length);
            if (i == bytes.length) {
                throw new MalformedMessageException(Reason.NO_END_OF_HEADERS, "the last line has no end: " + excerpt(from, i));
            }
            byte control = bytes[i];
            if (control == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n') {
                return i;
            }
            if (control == '\r' || control == '\n') {
                throw new MalformedMessageException(Reason.BARE_LINE_BREAK, "CR or LF alone at byte " + i);
            }
            if (control != '\t' && (i == from || bytes[i - 1] != '\\')) {
                throw new MalformedMessageException(Reason.CONTROL_CHARACTER, "control character %d at byte %d".formatted(control, i));
            }
            i++;
        }
    }

    /** Content-Length against what is there (RFC 3261 §18.3, §20.14). Bytes behind the body are not part of the message. */
    private static int bodyLength(HeaderLines headers, int available) {
        int line = headers.find(HeaderNames.CONTENT_LENGTH, 0);
        if (line < 0) {
            return available;
        }
        if (headers.find(HeaderNames.CONTENT_LENGTH, line + 1) >= 0) {
            throw new MalformedMessageException(Reason.SEVERAL_CONTENT_LENGTHS, "more than one Content-Length header");
        }
        String text = headers.field(line).value();
        long length = Ascii.number(text);
        if (length < 0) {
            throw new MalformedMessageException(Reason.BAD_CONTENT_LENGTH, "Content-Length '" + text + "' is no number");
        }
        if (length > available) {
            throw new MalformedMessageException(Reason.BODY_TRUNCATED,
                    "Content-Length " + text + " but only " + available + " bytes of body");
        }
        return (int) length;
    }

    private String excerpt(int from, int to) {
        return "'" + Bytes.text(bytes, from, Math.min(to, from + 80)) + "'";
    }
}
