package io.tandem.lb.sanity;

import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.WireMessage;
import io.tandem.sip.bytes.Bytes;

/** Can credentials be read (RFC 3261 §25.1 credentials, RFC 7616 §3.4)? Whether they are right is the proxy's business. */
public final class CredentialsSyntax {

    private static final byte[] DIGEST = Bytes.ascii("digest");
    private static final byte[][] DIGEST_NEEDS = {Bytes.ascii("username"), Bytes.ascii("realm"), Bytes.ascii("nonce"),
        Bytes.ascii("uri"), Bytes.ascii("response")};

    private CredentialsSyntax() {}

    /** All header lines with this code. */
    static boolean areSound(WireMessage message, int code) {
        for (int line = message.first(code); line >= 0; line = message.next(line)) {
            if (!isSound(message.data(), message.valueStart(line), message.valueEnd(line))) {
                return false;
            }
        }
        return true;
    }

    static boolean isSound(byte[] data, int from, int to) {
        int blank = Bytes.indexOf(data, ' ', from, to);
        if (blank <= from) {
            return false;
        }
        return !Bytes.equalsIgnoreCase(data, from, blank, DIGEST) || isDigest(data, blank + 1, to);
    }

    /** Parameters {@code name=token} or {@code name="quoted"}, separated by commas, with the five that a digest cannot do without. */
    private static boolean isDigest(byte[] data, int from, int to) {
        int needed = 0;
        int at = from;
        while (at < to) {
            int start = Bytes.skipBlanks(data, at, to);
            int nameEnd = endOfName(data, start, to);
            int equals = Bytes.skipBlanks(data, nameEnd, to);
            if (nameEnd == start || equals == to || data[equals] != '=') {
                return false;
            }
            int end = endOfParameter(data, equals + 1, to);
            if (end < 0) {
                return false;
            }
            needed += isNeeded(data, start, nameEnd) ? 1 : 0;
            at = end + 1;
        }
        return needed == DIGEST_NEEDS.length;
    }

    /** First byte of the value of a parameter in sound digest credentials, behind its quote; -1 without it.
     * @param lower its name in lower case */
    public static int find(byte[] data, int from, int to, byte[] lower) {
        int blank = Bytes.indexOf(data, ' ', from, to);
        for (int at = blank + 1; blank >= 0 && at < to;) {
            int start = Bytes.skipBlanks(data, at, to);
            int nameEnd = endOfName(data, start, to);
            int value = Bytes.skipBlanks(data, Math.min(to, Bytes.skipBlanks(data, nameEnd, to) + 1), to);
            if (Bytes.equalsIgnoreCase(data, start, nameEnd, lower)) {
                return value < to && data[value] == '"' ? value + 1 : value;
            }
            int end = endOfParameter(data, value, to);
            at = end < 0 ? to : end + 1;
        }
        return -1;
    }

    /** Writes the value that {@link #find} found, as a proxy reads it: a quoted one with its quoted pairs resolved, any other up to the comma. */
    public static void write(ByteText text, byte[] data, int start, int to) {
        int quote = data[start - 1] == '"' ? closingQuote(data, start, to) : -1;
        if (quote < 0) {
            int comma = Bytes.indexOf(data, ',', start, to);
            text.add(data, start, Bytes.trimBlanks(data, start, comma < 0 ? to : comma));
            return;
        }
        for (int i = start; i < quote; i++) {
            i += data[i] == '\\' ? 1 : 0;
            text.add((char) data[i]);
        }
    }

    private static boolean isNeeded(byte[] data, int start, int end) {
        for (byte[] name : DIGEST_NEEDS) {
            if (name.length == end - start && Bytes.equalsIgnoreCase(data, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    private static int endOfName(byte[] data, int from, int to) {
        int end = from;
        while (end < to && data[end] != '=' && !Bytes.isBlank(data[end]) && data[end] != '"') {
            end++;
        }
        return end;
    }

    /** Position of the comma behind the parameter, or the end; -1 if a quote is not closed or something follows it. */
    private static int endOfParameter(byte[] data, int from, int to) {
        int start = Bytes.skipBlanks(data, from, to);
        if (start >= to || data[start] != '"') {
            int comma = Bytes.indexOf(data, ',', start, to);
            return comma < 0 ? to : comma;
        }
        int close = closingQuote(data, start + 1, to);
        if (close < 0) {
            return -1;
        }
        int end = Bytes.skipBlanks(data, close + 1, to);
        return end == to || data[end] == ',' ? end : -1;
    }

    private static int closingQuote(byte[] data, int from, int to) {
        int i = Bytes.indexOfEither(data, '"', '\\', from, to);
        while (i < to && data[i] == '\\') {
            i = Bytes.indexOfEither(data, '"', '\\', Math.min(i + 2, to), to);
        }
        return i < to ? i : -1;
    }
}
