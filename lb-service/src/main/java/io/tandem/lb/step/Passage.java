package io.tandem.lb.step;

import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.wire.AddressView;
import io.tandem.lb.wire.Edits;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.UriView;
import io.tandem.lb.wire.ViaView;
import io.tandem.lb.wire.WireMessage;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.bytes.Lists;

/** The message that is on its way through the load balancer, with what the steps have found out. One a loop, begun anew for each message. Loop thread. */
public final class Passage {

    private static final int NONE = -1;

    private final WireMessage message;
    private final Edits edits = new Edits();
    private final ViaView topVia = new ViaView();
    private final UriView requestUri = new UriView();
    private final AddressView address = new AddressView();
    private final AddressView contact = new AddressView();
    private Reading contactReading = Reading.NOT_YET;
    private int contactEnd;
    private PeerAddress source;
    private LbSocket arrival;
    private long connectionId;
    private long nowNanos;
    private int topViaEnd;
    private int nextViaLine;
    private int nextViaStart;
    private int sourceNoteStart;
    private int sourceNoteEnd;
    private int fromTagStart;
    private int fromTagEnd;
    private int toTagStart;
    private int toTagEnd;
    private boolean behindNat;
    private boolean large;
    private boolean datagramKept;
    private int retryAfterSeconds;
    private final Departure departure = new Departure();

    /** How far a value that several steps want has been read. */
    private enum Reading { NOT_YET, SOUND, NOT_SOUND }

    /** @param message  filled anew before each passage
     * @param source   of nobody yet
     * @param arrival  of nothing yet */
    public Passage(WireMessage message, PeerAddress source, LbSocket arrival) {
        this.message = message;
        this.source = source;
        this.arrival = arrival;
    }

    /** Forgets the message before.
     * @param from       who sent it
     * @param socket     the socket it came in on
     * @param connection the identity of the stream connection it came by, 0 for none */
    public void begin(PeerAddress from, LbSocket socket, long connection, long now) {
        source = from;
        arrival = socket;
        connectionId = connection;
        nowNanos = now;
        edits.clear();
        sourceNoteStart = NONE;
        sourceNoteEnd = NONE;
        fromTagStart = NONE;
        toTagStart = NONE;
        contactReading = Reading.NOT_YET;
        behindNat = false;
        large = false;
        datagramKept = false;
        retryAfterSeconds = 0;
        departure.clear();
    }

    public WireMessage message() {
        return message;
    }

    public Edits edits() {
        return edits;
    }

    public PeerAddress source() {
        return source;
    }

    public LbSocket arrival() {
        return arrival;
    }

    /** The identity of the stream connection it came by; 0 for none. */
    public long connectionId() {
        return connectionId;
    }

    /** The clock at the beginning of the burst. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Reads the first Via value. @return false if there is none that can be read */
    public boolean readTopVia() {
        int line = message.first(HeaderCode.VIA);
        if (line < 0) {
            return false;
        }
        int start = message.valueStart(line);
        int end = message.valueEnd(line);
        topViaEnd = Lists.elementEnd(message.data(), start, end);
        nextViaStart = Lists.nextStart(message.data(), topViaEnd, end);
        nextViaLine = line;
        if (nextViaStart >= end) {
            nextViaLine = message.next(line);
            nextViaStart = nextViaLine < 0 ? NONE : message.valueStart(nextViaLine);
        }
        return topVia.read(message.data(), start, Lists.trimmed(message.data(), start, topViaEnd));
    }

    /** The first Via value as it came, once {@link #readTopVia} has read it. */
    public ViaView topVia() {
        return topVia;
    }

    /** Takes the first Via value off. */
    public void popVia() {
        int line = message.first(HeaderCode.VIA);
        if (nextViaLine == line) {
            edits.delete(message.valueStart(line), nextViaStart);
        } else {
            edits.delete(message.lineStart(line), message.lineEnd(line));
        }
    }

    /** Reads the Via value behind the first one. @return false if there is none that can be read */
    public boolean readNextVia(ViaView via) {
        if (nextViaLine < 0) {
            return false;
        }
        int end = message.elementEnd(nextViaLine, nextViaStart);
        return via.read(message.data(), nextViaStart, Lists.trimmed(message.data(), nextViaStart, end));
    }

    /** Behind the Via lines on top: where Record-Route and Path go when the message has none. */
    public int endOfTopVias() {
        int line = 0;
        while (line < message.lines() && message.code(line) == HeaderCode.VIA) {
            line++;
        }
        return message.lineStart(line);
    }

    /** Is there a Via value behind the first one? */
    public boolean hasNextVia() {
        return nextViaLine >= 0;
    }

    /** Replaces the first Via value by the text begun last, and remembers it: our own answers carry it, too. */
    public void noteSource() {
        sourceNoteStart = edits.mark();
        sourceNoteEnd = edits.textEnd();
        edits.replace(topVia.from(), topVia.to());
    }

    /** Has the first Via value been replaced? */
    public boolean isSourceNoted() {
        return sourceNoteStart >= 0;
    }

    /** What replaces it, in the bytes of the edits' text. */
    public int sourceNoteStart() {
        return sourceNoteStart;
    }

    public int sourceNoteEnd() {
        return sourceNoteEnd;
    }

    /** The view for the request URI; valid once a step has read it. */
    public UriView requestUri() {
        return requestUri;
    }

    /** A view for any address; valid until the next one is read. */
    public AddressView address() {
        return address;
    }

    /** Can the first Contact value be read? Read once a message, however often this is asked. */
    public boolean hasSoundContact() {
        if (contactReading == Reading.NOT_YET) {
            int line = message.first(HeaderCode.CONTACT);
            contactEnd = line < 0 ? NONE : message.elementEnd(line, message.valueStart(line));
            boolean sound = line >= 0 && contact.read(message.data(), message.valueStart(line),
                    Lists.trimmed(message.data(), message.valueStart(line), contactEnd));
            contactReading = sound ? Reading.SOUND : Reading.NOT_SOUND;
        }
        return contactReading == Reading.SOUND;
    }

    /** The first Contact value, once {@link #hasSoundContact} has said that there is one. */
    public AddressView contact() {
        return contact;
    }

    /** Is the first Contact value the only one of its line? Once {@link #hasSoundContact} has said that there is one. */
    public boolean isContactAlone() {
        return contactEnd == message.valueEnd(message.first(HeaderCode.CONTACT));
    }

    /** First byte of the From tag, once a step has read it; -1 without one. */
    public int fromTagStart() {
        return fromTagStart;
    }

    public int fromTagEnd() {
        return fromTagEnd;
    }

    public void fromTag(int start, int end) {
        fromTagStart = start;
        fromTagEnd = end;
    }

    public int toTagStart() {
        return toTagStart;
    }

    public int toTagEnd() {
        return toTagEnd;
    }

    public void toTag(int start, int end) {
        toTagStart = start;
        toTagEnd = end;
    }

    /** Has the request a To tag? */
    public boolean isInDialog() {
        return toTagStart >= 0;
    }

    /** Does the sender write another address than the one he sends from, or a private one? */
    public boolean isBehindNat() {
        return behindNat;
    }

    public void behindNat(boolean found) {
        behindNat = found;
    }

    /** Has it turned out too large for UDP, so that a stream shall carry it? */
    public boolean isLarge() {
        return large;
    }

    public void large() {
        large = true;
    }

    /** Shall it go over UDP however large it is? */
    public boolean isDatagramKept() {
        return datagramKept;
    }

    public void keepDatagram() {
        datagramKept = true;
    }

    /** For Retry-After of the answer; 0 for none. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    public void retryAfter(int seconds) {
        retryAfterSeconds = seconds;
    }

    /** Where it goes, as far as that is known. */
    public Departure departure() {
        return departure;
    }

    /** The value of the first header with this code starts there; -1 without one. */
    public int valueStart(int code) {
        int line = message.first(code);
        return line < 0 ? NONE : message.valueStart(line);
    }

    /** Behind the value of the first header with this code; -1 without one. */
    public int valueEnd(int code) {
        int line = message.first(code);
        return line < 0 ? NONE : message.valueEnd(line);
    }
}
