package io.tandem.lb.wire;

import io.tandem.sip.bytes.Bytes;

/** A name-addr or addr-spec inside a message (RFC 3261 §20.10, §25.1), read as {@code io.tandem.sip.message.NameAddr} reads it. Reused; one thread. */
public final class AddressView {

    private static final byte[] TAG = Bytes.ascii("tag");
    private static final byte[] TAG_START = Bytes.ascii(";tag=");

    private final UriView uri = new UriView();
    private byte[] data = {};
    private int from;
    private int to;
    private int open;
    private int parametersStart;
    /** Of the tag, if it is the only parameter and written as usual; else -1. */
    private int plainTag;

    /** Reads the value in [from, to). @return false if it is none */
    public boolean read(byte[] bytes, int start, int end) {
        data = bytes;
        from = start;
        to = end;
        open = -1;
        plainTag = -1;
        if (!readPlain() && !(findBracket() && (open < 0 ? readBare() : readBracketed()))) {
            return false;
        }
        findPlainTag();
        return plainTag >= 0 || ParameterText.isSound(data, parametersStart, to);
    }

    /** In angle brackets, with a simple name in quotes before them or none. @return false for all others, right or wrong */
    private boolean readPlain() {
        int i = from;
        if (i < to && data[i] == '"') {
            int quote = Bytes.indexOfEither(data, '"', '\\', i + 1, to);
            i = quote + 2;
            if (i >= to || data[quote] == '\\' || data[quote + 1] != ' ') {
                return false;
            }
        }
        int close = i < to && data[i] == '<' ? Bytes.indexOf(data, '>', i, to) : -1;
        if (close < 0 || close + 1 < to && data[close + 1] != ';' || uri.read(data, i + 1, close) == UriView.Kind.INVALID) {
            return false;
        }
        open = i;
        parametersStart = close + 1;
        return true;
    }

    private void findPlainTag() {
        int value = parametersStart + TAG_START.length;
        boolean alone = value < to && data[value] > ' ' && Bytes.startsWith(data, parametersStart, to, TAG_START)
                && Bytes.indexOfEither(data, ';', '"', value, to) == to;
        plainTag = alone ? value : -1;
    }

    /** The first '<' outside a quoted string. @return false if a quote is never closed */
    private boolean findBracket() {
        boolean quoted = false;
        for (int i = from; i < to; i++) {
            byte b = data[i];
            if (quoted && b == '\\') {
                i++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (b == '<' && !quoted) {
                open = i;
                return true;
            }
        }
        return !quoted;
    }

    /** Without brackets, parameters belong to the header and URI headers are not allowed. */
    private boolean readBare() {
        int semicolon = Bytes.indexOf(data, ';', from, to);
        int end = semicolon < 0 ? to : semicolon;
        parametersStart = end;
        uri.read(data, Bytes.skipBlanks(data, from, end), Bytes.trimBlanks(data, from, end));
        return uri.kind() != UriView.Kind.INVALID && !(uri.isSip() && uri.hasHeaders());
    }

    private boolean readBracketed() {
        int close = Bytes.indexOf(data, '>', open, to);
        if (close < 0 || !displayIsSound()) {
            return false;
        }
        int behind = Bytes.skipBlanks(data, close + 1, to);
        parametersStart = behind;
        return (behind == to || data[behind] == ';') && uri.read(data, open + 1, close) != UriView.Kind.INVALID;
    }

    private boolean displayIsSound() {
        int start = Bytes.skipBlanks(data, from, open);
        int end = Bytes.trimBlanks(data, start, open);
        if (start == end) {
            return true;
        }
        return data[start] == '"' ? end - start > 1 && data[end - 1] == '"' : Bytes.indexOf(data, '"', start, end) < 0;
    }

    public UriView uri() {
        return uri;
    }

    /** Does the URI stand in angle brackets? */
    public boolean isBracketed() {
        return open >= 0;
    }

    /** First byte of the value of the parameter {@code tag}, which may be empty; -1 without the parameter or its '='. */
    public int tagStart() {
        if (plainTag >= 0) {
            return plainTag;
        }
        int start = ParameterText.find(data, parametersStart, to, TAG);
        if (start < 0) {
            return -1;
        }
        int end = ParameterText.end(data, start, to);
        int nameEnd = start + TAG.length;
        return Bytes.skipBlanks(data, nameEnd, end) == end ? -1 : ParameterText.valueStart(data, nameEnd, end);
    }

    /** Behind the value that starts there. */
    public int valueEnd(int valueStart) {
        return Bytes.trimBlanks(data, valueStart, ParameterText.end(data, valueStart, to));
    }
}
