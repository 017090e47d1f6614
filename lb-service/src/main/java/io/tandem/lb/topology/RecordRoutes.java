package io.tandem.lb.topology;

import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.socket.Maddr;
import io.tandem.lb.step.Passage;
import io.tandem.lb.wire.AddressView;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.UriView;
import io.tandem.lb.wire.WireMessage;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.bytes.Lists;
import io.tandem.sip.transport.Protocol;

/** The pair of Record-Route values, one for each side (RFC 3261 §16.6 step 4, RFC 5658), and the Route values they come back as. Loop thread. */
public final class RecordRoutes {

    private static final byte[] LINE = Bytes.ascii("Record-Route: <sip:");
    private static final byte[] FTAG = Bytes.ascii(";ftag=");
    private static final byte[] PLAIN = Bytes.ascii(";ngcplb=yes");
    private static final byte[] NAT = Bytes.ascii(";ngcplb=yes;nat=yes");
    private static final int MAX_TAG = 128;

    private final LbSockets sockets;
    private final byte[][] heads;
    private final byte[][] tails;
    /** How our own values begin. */
    private final byte[][] prefixes;
    private int lastPrefix;
    /** What {@link #takeOwn} found. */
    private final AddressView route = new AddressView();
    private final UriView own = new UriView();
    private int ownStart;
    private int ownEnd;
    private byte[] ownData = {};
    private boolean taken;
    private boolean next;
    private boolean readable;
    /** Where the values behind {@link #next} begin. */
    private int restLine;
    private int restStart;
    private final AddressView rest = new AddressView();

    public RecordRoutes(LbSockets sockets) {
        this.sockets = sockets;
        heads = sockets.all().stream().map(RecordRoutes::head).toArray(byte[][]::new);
        prefixes = sockets.all().stream().map(s -> Bytes.ascii("<sip:" + s.text() + ';')).toArray(byte[][]::new);
        tails = sockets.all().stream().map(s -> Bytes.ascii(";socket=" + s.label() + ">\r\n")).toArray(byte[][]::new);
    }

    private static byte[] head(LbSocket socket) {
        String transport = socket.protocol() == Protocol.UDP ? "" : ";transport=" + socket.protocol().parameter();
        return Bytes.ascii(socket.text() + transport + ";r2=on;lr=on");
    }

    /** Adds the pair to a request that founds a dialog, the side it leaves by on top. */
    public void add(Passage passage, LbSocket external, boolean outward) {
        WireMessage message = passage.message();
        if (passage.isInDialog() || !MethodCode.formsDialog(message.method())) {
            return;
        }
        ByteText text = passage.edits().text();
        write(text, passage, outward ? external : sockets.internal(), external);
        write(text, passage, outward ? sockets.internal() : external, external);
        int first = message.first(HeaderCode.RECORD_ROUTE);
        passage.edits().insert(first >= 0 ? message.lineStart(first) : passage.endOfTopVias());
    }

    private void write(ByteText text, Passage passage, LbSocket side, LbSocket external) {
        text.add(LINE).add(heads[side.index()]);
        byte[] data = passage.message().data();
        if (isPlain(data, passage.fromTagStart(), passage.fromTagEnd())) {
            text.add(FTAG).add(data, passage.fromTagStart(), passage.fromTagEnd());
        }
        text.add(passage.isBehindNat() ? NAT : PLAIN).add(tails[external.index()]);
    }

    /** Letters, digits and what else needs no escape in a URI parameter; not too long to be repeated. */
    private static boolean isPlain(byte[] data, int from, int to) {
        if (from < 0 || to - from > MAX_TAG) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!Bytes.isToken(data[i]) || data[i] == '%' || data[i] == '`') {
                return false;
            }
        }
        return to > from;
    }

    /** Takes our own values from the top of Route; then the questions below have answers. */
    public void takeOwn(Passage passage) {
        taken = false;
        next = false;
        readable = true;
        WireMessage message = passage.message();
        for (int line = message.first(HeaderCode.ROUTE); line >= 0; line = message.next(line)) {
            if (!takeLine(passage, line)) {
                return;
            }
        }
    }

    /** @return false when a value is left that is not ours */
    private boolean takeLine(Passage passage, int line) {
        WireMessage message = passage.message();
        byte[] data = message.data();
        int start = message.valueStart(line);
        int end = message.valueEnd(line);
        if (isOurWriting(data, start, end)) {
            note(data, start + 1, end - 1);
            passage.edits().delete(message.lineStart(line), message.lineEnd(line));
            return true;
        }
        int at = start;
        while (at < end) {
            int element = Lists.elementEnd(data, at, end);
            int trimmed = Lists.trimmed(data, at, element);
            if (trimmed > at && !takeElement(data, at, trimmed)) {
                restLine = line;
                restStart = Lists.nextStart(data, element, end);
                break;
            }
            at = Lists.nextStart(data, element, end);
        }
        if (at >= end) {
            passage.edits().delete(message.lineStart(line), message.lineEnd(line));
            return true;
        }
        if (at > start) {
            passage.edits().delete(start, at);
        }
        return false;
    }

    /** Is this one value, and begins as we write it? Most Route lines of ours are. */
    private boolean isOurWriting(byte[] data, int from, int to) {
        if (data[to - 1] != '>' || Bytes.indexOf(data, '>', from, to) != to - 1) {
            return false;
        }
        for (int i = 0; i < prefixes.length; i++) {
            int candidate = lastPrefix + i < prefixes.length ? lastPrefix + i : lastPrefix + i - prefixes.length;
            if (Bytes.startsWith(data, from, to, prefixes[candidate])) {
                lastPrefix = candidate;
                return true;
            }
        }
        return false;
    }

    private boolean takeElement(byte[] data, int from, int to) {
        readable = route.read(data, from, to);
        next = !readable || !sockets.isOurs(route.uri());
        if (!next) {
            note(data, route.uri().from(), route.uri().to());
        }
        return !next;
    }

    /** Names every value behind {@link #next} an element of this system? A proxy follows them all without asking who wrote them. */
    public boolean staysInside(Passage passage, InsideAddresses inside) {
        WireMessage message = passage.message();
        int at = restStart;
        for (int line = restLine; line >= 0;) {
            if (!staysInside(message.data(), at, message.valueEnd(line), inside)) {
                return false;
            }
            line = message.next(line);
            at = line < 0 ? at : message.valueStart(line);
        }
        return true;
    }

    private boolean staysInside(byte[] data, int from, int to, InsideAddresses inside) {
        for (int at = from; at < to;) {
            int element = Lists.elementEnd(data, at, to);
            int trimmed = Lists.trimmed(data, at, element);
            if (trimmed > at && !isOfSystem(data, at, trimmed, inside)) {
                return false;
            }
            at = Lists.nextStart(data, element, to);
        }
        return true;
    }

    private boolean isOfSystem(byte[] data, int from, int to, InsideAddresses inside) {
        return rest.read(data, from, to) && (sockets.isOurs(rest.uri()) || inside.contains(rest.uri())) && Maddr.find(rest.uri()) < 0;
    }

    private void note(byte[] data, int uriStart, int uriEnd) {
        taken = true;
        ownData = data;
        ownStart = uriStart;
        ownEnd = uriEnd;
    }

    /** Was a value of ours there? */
    public boolean isTaken() {
        return taken;
    }

    /** The last value of ours that was there. */
    public UriView own() {
        own.read(ownData, ownStart, ownEnd);
        return own;
    }

    /** Is a value left that is not ours? */
    public boolean hasNext() {
        return next;
    }

    /** Can that value be read? */
    public boolean isNextReadable() {
        return readable;
    }

    /** The URI of the first value that is not ours. */
    public UriView next() {
        return route.uri();
    }
}
