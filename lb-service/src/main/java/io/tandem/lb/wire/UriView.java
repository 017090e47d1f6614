package io.tandem.lb.wire;

import io.tandem.sip.bytes.Bytes;

/**
 * A URI inside a message, read as {@code io.tandem.sip.message.SipUri} reads it (RFC 3261 §19.1), by positions. Reused; one thread.
 */
public final class UriView {

    /** What kind of URI it is. */
    public enum Kind {
        SIP, SIPS,
        /** Any other scheme: opaque. */
        OTHER,
        /** No URI. */
        INVALID
    }

    private static final byte[] SIP_COLON = Bytes.ascii("sip:");
    private static final byte[] SIP_NAME = Bytes.ascii("sip");
    private static final byte[] SIPS_NAME = Bytes.ascii("sips");
    private static final byte[] TEL_NAME = Bytes.ascii("tel");
    private static final byte USER = 1;
    private static final byte HOST = 2;
    private static final byte SCHEME = 4;
    /** '@', '%' and '?': noted on the way. */
    private static final byte MARK = 8;
    /** What users are made of nearly always. */
    private static final byte NAME = 16;
    private static final byte[] CLASSES = classes();

    private byte[] data = {};
    private Kind kind = Kind.INVALID;
    private int from;
    private int to;
    private int schemeEnd;
    private int firstAt;
    private boolean escaped;
    private boolean questioned;
    private int userEnd;
    private int userStart;
    private int hostStart;
    private int hostEnd;
    private int port;
    private int parametersStart;
    private int parametersEnd;

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0; c < 256; c++) {
            boolean alphanumeric = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            boolean printable = c > ' ' && c != '<' && c != '>' && c != '"' && c != 127;
            classes[c] = (byte) ((printable ? USER : 0) | (alphanumeric || c == '.' || c == '-' || c == '_' ? HOST : 0)
                    | (alphanumeric || c == '+' || c == '-' || c == '.' ? SCHEME : 0) | (c == '@' || c == '%' || c == '?' ? MARK : 0)
                    | (alphanumeric || c == '.' || c == '-' || c == '_' || c == '+' ? NAME : 0));
        }
        return classes;
    }

    /** Reads the URI in [from, to). */
    public Kind read(byte[] bytes, int start, int end) {
        data = bytes;
        from = start;
        to = end;
        if (readPlain()) {
            kind = Kind.SIP;
            return kind;
        }
        kind = classify();
        if (kind == Kind.SIP || kind == Kind.SIPS) {
            kind = readSip() ? kind : Kind.INVALID;
        }
        return kind;
    }

    /** The usual ones in one pass: {@code sip:user@name:port;parameters}, without escape, password or headers. @return false for all others, right or wrong */
    private boolean readPlain() {
        if (!Bytes.startsWith(data, from, to, SIP_COLON)) {
            return false;
        }
        schemeEnd = from + 3;
        userStart = from + 4;
        hostStart = userStart;
        userEnd = userStart;
        int end = endOf(data, NAME, userStart, to);
        if (end < to && data[end] == '@') {
            userEnd = end;
            hostStart = end + 1;
        }
        hostEnd = endOfHost(data, hostStart, to);
        boolean sound = hostEnd > hostStart && (hostStart == userStart || userEnd > userStart) && readPlainPort();
        return sound && readPlainParameters();
    }

    /** Behind the bytes of these classes that start there. */
    private static int endOf(byte[] bytes, byte classes, int start, int limit) {
        int i = start;
        while (i < limit && (CLASSES[bytes[i] & 0xFF] & classes) != 0) {
            i++;
        }
        return i;
    }

    private boolean readPlainPort() {
        port = -1;
        parametersStart = hostEnd;
        if (hostEnd < to && data[hostEnd] == ':') {
            int i = hostEnd + 1;
            int number = 0;
            while (i < to && data[i] >= '0' && data[i] <= '9' && number <= 65_535) {
                number = 10 * number + data[i++] - '0';
            }
            if (i == hostEnd + 1 || number > 65_535) {
                return false;
            }
            port = number;
            parametersStart = i;
        }
        return parametersStart == to || data[parametersStart] == ';';
    }

    private boolean readPlainParameters() {
        for (int i = parametersStart; i < to; i++) {
            byte b = data[i];
            if ((CLASSES[b & 0xFF] & (USER | MARK)) != USER || b == '=' && data[i - 1] == ';') {
                return false;
            }
        }
        parametersEnd = to;
        return true;
    }

    private Kind classify() {
        if (Bytes.startsWith(data, from, to, SIP_COLON)) {
            schemeEnd = from + 3;
        } else {
            schemeEnd = Bytes.indexOf(data, ':', from, to);
            if (schemeEnd <= from || !isScheme()) {
                return Kind.INVALID;
            }
        }
        if (!readMarks()) {
            return Kind.INVALID;
        }
        return Bytes.equalsIgnoreCase(data, from, schemeEnd, SIP_NAME) ? Kind.SIP
                : Bytes.equalsIgnoreCase(data, from, schemeEnd, SIPS_NAME) ? Kind.SIPS : Kind.OTHER;
    }

    /** Notes where '@' is, and whether there are escapes and a question mark. @return false if a byte is none of a URI */
    private boolean readMarks() {
        firstAt = -1;
        escaped = false;
        questioned = false;
        for (int i = schemeEnd; i < to; i++) {
            byte b = data[i];
            int classes = CLASSES[b & 0xFF] & (USER | MARK);
            if (classes == USER) {
                continue;
            }
            if ((classes & USER) == 0) {
                return false;
            }
            firstAt = b == '@' && firstAt < 0 ? i : firstAt;
            escaped |= b == '%';
            questioned |= b == '?';
        }
        return true;
    }

    private boolean isScheme() {
        int first = data[from] | 0x20;
        return first >= 'a' && first <= 'z' && data[from] > 0 && endOf(data, SCHEME, from, schemeEnd) == schemeEnd;
    }

    private boolean readSip() {
        int at = firstAt;
        userStart = schemeEnd + 1;
        userEnd = at < 0 ? userStart : at;
        hostStart = at < 0 ? userStart : at + 1;
        if (at >= 0 && (at == userStart || data[userStart] == ':' || !escapesAreSound(userStart, at))) {
            return false;
        }
        return readHostPort() && escapesAreSound(parametersStart, to) && parametersAreSound();
    }

    private boolean readHostPort() {
        int i = hostStart;
        boolean bracketed = i < to && data[i] == '[';
        while (i < to && data[i] != ';' && data[i] != '?' && (bracketed || data[i] != ':')) {
            bracketed &= data[i] != ']';
            i++;
        }
        hostEnd = i;
        port = -1;
        parametersStart = i;
        if (i < to && data[i] == ':') {
            int end = i + 1;
            while (end < to && data[end] != ';' && data[end] != '?') {
                end++;
            }
            long number = Bytes.number(data, i + 1, end);
            parametersStart = end;
            if (number < 0 || number > 65_535) {
                return false;
            }
            port = (int) number;
        }
        int question = questioned ? Bytes.indexOf(data, '?', parametersStart, to) : -1;
        parametersEnd = question < 0 ? to : question;
        return isHost(data, hostStart, hostEnd);
    }

    /** A name, an IPv4 address or an IPv6 address in brackets; names may have underscores, as they do in the field. */
    public static boolean isHost(byte[] bytes, int start, int end) {
        if (start == end) {
            return false;
        }
        if (bytes[start] == '[') {
            boolean closed = end - start > 3 && bytes[end - 1] == ']';
            for (int i = start + 1; closed && i < end - 1; i++) {
                closed = Bytes.hexDigit(bytes[i]) >= 0 || bytes[i] == ':' || bytes[i] == '.';
            }
            return closed;
        }
        return endOfHost(bytes, start, end) == end;
    }

    /** Behind the name or IPv4 address that starts there. */
    static int endOfHost(byte[] bytes, int start, int limit) {
        return endOf(bytes, HOST, start, limit);
    }

    private boolean escapesAreSound(int start, int end) {
        for (int i = escaped ? Bytes.indexOf(data, '%', start, end) : -1; i >= 0; i = Bytes.indexOf(data, '%', i + 1, end)) {
            if (i + 2 >= end || Bytes.hexDigit(data[i + 1]) < 0 || Bytes.hexDigit(data[i + 2]) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Every parameter has a name. */
    private boolean parametersAreSound() {
        for (int i = Bytes.indexOf(data, '=', parametersStart, parametersEnd); i >= 0; i = Bytes.indexOf(data, '=', i + 1, parametersEnd)) {
            if (data[i - 1] == ';') {
                return false;
            }
        }
        return true;
    }

    public Kind kind() {
        return kind;
    }

    /** sip or sips? */
    public boolean isSip() {
        return kind == Kind.SIP || kind == Kind.SIPS;
    }

    /** A scheme that this system routes: sip, sips or tel. */
    public boolean isRoutable() {
        return isSip() || kind == Kind.OTHER && Bytes.equalsIgnoreCase(data, from, schemeEnd, TEL_NAME);
    }

    public byte[] data() {
        return data;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public boolean hasUser() {
        return userEnd > userStart;
    }

    /** First byte of the user part. */
    public int userStart() {
        return userStart;
    }

    /** Behind user and password; {@link #userStart} without a user. */
    public int userEnd() {
        return userEnd;
    }

    public int hostStart() {
        return hostStart;
    }

    public int hostEnd() {
        return hostEnd;
    }

    /** -1 when not written. */
    public int port() {
        return port;
    }

    /** Where the parameters begin, with their semicolon. */
    public int parametersStart() {
        return parametersStart;
    }

    /** Behind the parameters. */
    public int parametersEnd() {
        return parametersEnd;
    }

    /** Has it headers, behind a question mark? */
    public boolean hasHeaders() {
        return parametersEnd + 1 < to;
    }

    /** First byte of the first parameter with this name, its semicolon left out; -1 without one.
     * @param lower its name in lower case */
    public int parameter(byte[] lower) {
        int i = parametersStart;
        while (i < parametersEnd) {
            int start = i + 1; // behind the semicolon
            int end = parameterEnd(start);
            int equals = start + lower.length;
            if (equals <= end && (equals == end || data[equals] == '=') && Bytes.equalsIgnoreCase(data, start, equals, lower)) {
                return start;
            }
            i = end;
        }
        return -1;
    }

    /** Behind the parameter that starts there. */
    public int parameterEnd(int start) {
        int i = start;
        while (i < parametersEnd && data[i] != ';') {
            i++;
        }
        return i;
    }

    /** First byte of the value of the parameter that starts there; the parameter's end if it has none. */
    public int valueStart(int start) {
        int end = parameterEnd(start);
        int equals = Bytes.indexOf(data, '=', start, end);
        return equals < 0 ? end : equals + 1;
    }
}
