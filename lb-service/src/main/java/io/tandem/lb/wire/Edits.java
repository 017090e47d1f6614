package io.tandem.lb.wire;

import java.util.Arrays;

import io.tandem.sip.bytes.Bytes;

/**
 * What shall be different when a message leaves: places, bytes left out there, and bytes written instead. Kept in the order of the places; at one
 * place, insertions in the order of the calls, then what is left out from there on. Places must not overlap. One thread.
 */
public final class Edits {

    private static final byte[] CONTENT_LENGTH = Bytes.ascii("Content-Length: ");
    private static final byte[] LINE_END = Bytes.ascii("\r\n");
    private static final int USUAL_TEXT = 64 * 1024;
    private static final int USUAL_EDITS = 64;

    private final ByteText text = new ByteText(USUAL_TEXT);
    private int[] places = new int[USUAL_EDITS];
    private int[] ends = new int[USUAL_EDITS];
    private int[] textStarts = new int[USUAL_EDITS];
    private int[] textEnds = new int[USUAL_EDITS];
    private int size;
    private int mark;

    public void clear() {
        size = 0;
        mark = 0;
        text.clear();
    }

    public int size() {
        return size;
    }

    /** Begins a piece of text; the next insertion or replacement takes what is written to it. */
    public ByteText text() {
        mark = text.length();
        return text;
    }

    /** All text of this message. */
    public byte[] textBytes() {
        return text.bytes();
    }

    /** Where the text begun last ends so far. */
    public int textEnd() {
        return text.length();
    }

    /** Where the text begun last starts, in the bytes of {@link #text}. */
    public int mark() {
        return mark;
    }

    public void insert(int place) {
        replace(place, place);
    }

    public void delete(int from, int to) {
        add(from, to, 0, 0);
    }

    /** Writes the text begun last instead of [from, to). */
    public void replace(int from, int to) {
        add(from, to, mark, text.length());
        mark = text.length();
    }

    private void add(int from, int to, int textStart, int textEnd) {
        if (size == places.length) {
            grow();
        }
        int i = size++;
        while (i > 0 && (places[i - 1] > from || places[i - 1] == from && to == from && ends[i - 1] > from)) {
            places[i] = places[i - 1];
            ends[i] = ends[i - 1];
            textStarts[i] = textStarts[i - 1];
            textEnds[i] = textEnds[i - 1];
            i--;
        }
        places[i] = from;
        ends[i] = to;
        textStarts[i] = textStart;
        textEnds[i] = textEnd;
    }

    /** For a message of very many parts; then the room stays. */
    private void grow() {
        places = Arrays.copyOf(places, 2 * size);
        ends = Arrays.copyOf(ends, 2 * size);
        textStarts = Arrays.copyOf(textStarts, 2 * size);
        textEnds = Arrays.copyOf(textEnds, 2 * size);
    }

    /** Bytes {@link #write} will write. */
    public int length(WireMessage message) {
        int length = message.end() - message.start();
        for (int i = 0; i < size; i++) {
            length += textEnds[i] - textStarts[i] - (ends[i] - places[i]);
        }
        return length;
    }

    /** A message that came without Content-Length leaves with it: streams need it (RFC 3261 §18.3). */
    public void addMissingContentLength(WireMessage message) {
        if (message.first(HeaderCode.CONTENT_LENGTH) < 0) {
            text().add(CONTENT_LENGTH).number(message.bodyLength()).add(LINE_END);
            insert(message.headersEnd());
        }
    }

    /** Writes the message with the edits. @return its length */
    public int write(WireMessage message, byte[] out) {
        byte[] data = message.data();
        int from = message.start();
        int to = 0;
        for (int i = 0; i < size; i++) {
            int kept = places[i] - from;
            System.arraycopy(data, from, out, to, kept);
            to += kept;
            int added = textEnds[i] - textStarts[i];
            System.arraycopy(text.bytes(), textStarts[i], out, to, added);
            to += added;
            from = ends[i];
        }
        System.arraycopy(data, from, out, to, message.end() - from);
        return to + message.end() - from;
    }
}
