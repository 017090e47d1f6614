package io.tandem.lb.wire;

import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.transport.Protocol;

/** One Via value (RFC 3261 §20.42), read as {@code io.tandem.sip.message.Via} reads it, by positions. Reused; one thread. */
public final class ViaView {

    private static final byte[] PREFIX = Bytes.ascii("SIP/2.0/");
    private static final byte[] NAME = Bytes.ascii("sip");
    private static final byte[] VERSION = Bytes.ascii("2.0");
    private static final byte[] BRANCH = Bytes.ascii("branch");
    private static final byte[] RECEIVED = Bytes.ascii("received");
    private static final byte[] RPORT = Bytes.ascii("rport");

    private byte[] data = {};
    private int from;
    private int to;
    private int transportStart;
    private int transportEnd;
    private int hostStart;
    private int hostEnd;
    private int port;
    private int parametersStart;
    private boolean plain;
    private int branchStart;
    private int branchEnd;
    private int receivedStart;
    private int receivedEnd;
    /** The parameter rport with its semicolon, or nothing at the end; -1 if the value is not written as usual. */
    private int sourceStart;
    private int sourceEnd;
    private boolean rportWritten;
    private int rport;

    /** Reads the value in [from, to). @return false if it is none */
    public boolean read(byte[] bytes, int start, int end) {
        data = bytes;
        from = start;
        to = end;
        forgetParameters(end);
        if (readPlain()) {
            return true;
        }
        forgetParameters(-1);
        transportStart = behindVersion();
        return transportStart >= 0 && readTransport() && readSentBy() && readParameters();
    }

    /** @param source where rport is, until one is found */
    private void forgetParameters(int source) {
        branchStart = -1;
        receivedStart = -1;
        rportWritten = false;
        rport = -1;
        sourceStart = source;
        sourceEnd = source;
    }

    /** The usual ones in one pass: {@code SIP/2.0/UDP name:port;parameters} without white space, brackets or quotes. @return false for all others,
     * right or wrong */
    private boolean readPlain() {
        plain = Bytes.startsWith(data, from, to, PREFIX);
        if (!plain) {
            return false;
        }
        transportStart = from + PREFIX.length;
        int i = transportStart;
        while (i < to && Bytes.isToken(data[i])) {
            i++;
        }
        transportEnd = i;
        if (i == transportStart || i == to || data[i] != ' ') {
            return false;
        }
        hostStart = i + 1;
        hostEnd = UriView.endOfHost(data, hostStart, to);
        port = -1;
        parametersStart = hostEnd;
        if (hostEnd < to && data[hostEnd] == ':') {
            parametersStart = Math.min(to, Bytes.indexOfEither(data, ';', ' ', hostEnd + 1, to));
            long number = Bytes.number(data, hostEnd + 1, parametersStart);
            port = number > 65_535 ? -1 : (int) number;
            if (port < 0) {
                return false;
            }
        }
        return hostEnd > hostStart && readPlainParameters();
    }

    private boolean readPlainParameters() {
        for (int i = parametersStart; i < to;) {
            int start = i + 1;
            int nameEnd = start;
            while (nameEnd < to && Bytes.isToken(data[nameEnd])) {
                nameEnd++;
            }
            int end = nameEnd < to && data[nameEnd] == '=' ? Bytes.indexOfEither(data, ';', '"', nameEnd + 1, to) : nameEnd;
            boolean odd = data[i] != ';' || nameEnd == start || end < to && data[end] != ';'
                    || end > nameEnd + 1 && (data[nameEnd + 1] <= ' ' || data[end - 1] <= ' ');
            if (odd) {
                return false;
            }
            note(start, nameEnd, end);
            i = end;
        }
        return true;
    }

    /** Behind {@code SIP/2.0/}, which may be written with white space around the slashes (RFC 3261 §25.1, SLASH); -1 for anything else. */
    private int behindVersion() {
        plain = Bytes.startsWith(data, from, to, PREFIX);
        if (plain) {
            return Bytes.skipBlanks(data, from + PREFIX.length, to);
        }
        int name = Bytes.indexOf(data, '/', from, to);
        int version = name < 0 ? -1 : Bytes.indexOf(data, '/', name + 1, to);
        boolean sound = version >= 0 && Bytes.equalsIgnoreCase(data, Bytes.skipBlanks(data, from, name), Bytes.trimBlanks(data, from, name), NAME)
                && Bytes.equals(data, Bytes.skipBlanks(data, name + 1, version), Bytes.trimBlanks(data, name + 1, version), VERSION);
        return sound ? Bytes.skipBlanks(data, version + 1, to) : -1;
    }

    private boolean readTransport() {
        int i = transportStart;
        while (i < to && Bytes.isToken(data[i])) {
            i++;
        }
        transportEnd = i;
        return i > transportStart && (i == to || Bytes.isBlank(data[i]));
    }

    private boolean readSentBy() {
        int semicolon = Bytes.indexOf(data, ';', transportEnd, to);
        parametersStart = semicolon < 0 ? to : semicolon;
        int start = Bytes.skipBlanks(data, transportEnd, parametersStart);
        int end = Bytes.trimBlanks(data, start, parametersStart);
        int bracket = start < end && data[start] == '[' ? Math.max(start, Bytes.indexOf(data, ']', start, end)) : start;
        int colon = Bytes.indexOf(data, ':', bracket, end);
        hostStart = start;
        hostEnd = colon < 0 ? end : Bytes.trimBlanks(data, start, colon);
        plain &= start == transportEnd + 1 && end == parametersStart && (colon < 0 || hostEnd == colon && colon + 1 < end && !Bytes.isBlank(data[colon + 1]));
        port = -1;
        if (colon >= 0) {
            long number = Bytes.number(data, Bytes.skipBlanks(data, colon + 1, end), end);
            if (number < 0 || number > 65_535) {
                return false;
            }
            port = (int) number;
        }
        return UriView.isHost(data, hostStart, hostEnd);
    }

    private boolean readParameters() {
        for (int i = parametersStart; i < to;) {
            int start = Bytes.skipBlanks(data, i + 1, to);
            int end = ParameterText.end(data, start, to);
            if (end < 0) {
                return false;
            }
            int nameEnd = ParameterText.nameEnd(data, start, end);
            if (!ParameterText.isName(data, start, nameEnd, end)) {
                return false;
            }
            plain &= start == i + 1 && nameEnd > start && (nameEnd == end || data[nameEnd] == '=');
            note(start, nameEnd, end);
            i = end;
        }
        return true;
    }

    private void note(int start, int nameEnd, int end) {
        if (nameEnd - start == BRANCH.length && branchStart < 0 && Bytes.equalsIgnoreCase(data, start, nameEnd, BRANCH)) {
            branchStart = ParameterText.valueStart(data, nameEnd, end);
            branchEnd = Bytes.trimBlanks(data, branchStart, end);
        } else if (isReceived(start, nameEnd) && receivedStart < 0) {
            receivedStart = ParameterText.valueStart(data, nameEnd, end);
            receivedEnd = Bytes.trimBlanks(data, receivedStart, end);
        } else if (isRport(start, nameEnd)) {
            noteRport(start, nameEnd, end);
        }
    }

    private void noteRport(int start, int nameEnd, int end) {
        if (rportWritten) {
            sourceStart = -1;
        } else {
            rportWritten = true;
            sourceStart = sourceStart < 0 ? -1 : start - 1;
            sourceEnd = end;
            int value = ParameterText.valueStart(data, nameEnd, end);
            long number = Bytes.number(data, value, Bytes.trimBlanks(data, value, end));
            rport = number > 0 && number <= 65_535 ? (int) number : -1;
        }
    }

    private boolean isReceived(int start, int nameEnd) {
        return nameEnd - start == RECEIVED.length && Bytes.equalsIgnoreCase(data, start, nameEnd, RECEIVED);
    }

    private boolean isRport(int start, int nameEnd) {
        return nameEnd - start == RPORT.length && Bytes.equalsIgnoreCase(data, start, nameEnd, RPORT);
    }

    /** Writes the value without {@code received} and {@code rport}, white space left out. */
    public void writeWithoutSource(ByteText text) {
        if (sourceStart >= 0 && receivedStart < 0) {
            text.add(data, from, sourceStart).add(data, sourceEnd, to);
            return;
        }
        if (plain) {
            text.add(data, from, parametersStart);
        } else {
            text.add(PREFIX).add(data, transportStart, transportEnd).add(' ').add(data, hostStart, hostEnd);
            if (port >= 0) {
                text.add(':').number(port);
            }
        }
        for (int i = parametersStart; i < to;) {
            int start = Bytes.skipBlanks(data, i + 1, to);
            int end = ParameterText.end(data, start, to);
            int nameEnd = ParameterText.nameEnd(data, start, end);
            if (nameEnd > start && !isReceived(start, nameEnd) && !isRport(start, nameEnd)) {
                writeParameter(text, start, nameEnd, end);
            }
            i = end;
        }
    }

    private void writeParameter(ByteText text, int start, int nameEnd, int end) {
        text.add(';').add(data, start, nameEnd);
        if (Bytes.skipBlanks(data, nameEnd, end) < end) {
            int value = ParameterText.valueStart(data, nameEnd, end);
            text.add('=').add(data, value, Math.max(value, Bytes.trimBlanks(data, value, end)));
        }
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

    public boolean isTransport(Protocol protocol) {
        return Protocols.is(protocol, data, transportStart, transportEnd);
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

    /** The port responses go to when no other is told: as written, else the transport's. */
    public int sentByPort() {
        if (port >= 0) {
            return port;
        }
        Protocol protocol = Protocols.of(data, transportStart, transportEnd);
        return protocol == null ? Protocol.UDP.defaultPort() : protocol.defaultPort();
    }

    public int parametersStart() {
        return parametersStart;
    }

    /** First byte of the branch; -1 without one. */
    public int branchStart() {
        return branchStart;
    }

    public int branchEnd() {
        return branchEnd;
    }

    /** First byte of the value of {@code received}; -1 without one. */
    public int receivedStart() {
        return receivedStart;
    }

    public int receivedEnd() {
        return receivedEnd;
    }

    /** The value of {@code rport} (RFC 3581 §4); -1 when it is missing or still without value. */
    public int rport() {
        return rport;
    }

    /** Does the client ask for symmetric responses (RFC 3581 §3)? */
    public boolean wantsRport() {
        return rportWritten;
    }
}
