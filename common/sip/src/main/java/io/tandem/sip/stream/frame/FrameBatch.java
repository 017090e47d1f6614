package io.tandem.sip.stream.frame;

import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Messages and events of several connections on their way from one thread to another, in one array of bytes. Owned by one thread at a time, used again.
 * @param <C> whose they are */
public final class FrameBatch<C> {

    /** What an entry says. */
    public enum Kind {
        MESSAGE, BROKEN, UNDELIVERED, CLOSED
    }

    private static final int ENTRIES = 256;
    private static final int USUAL_BYTES = 64 * 1024;
    private static final int FIRST_BYTES = 8 * 1024;

    private final @Nullable Object[] connections = new Object[ENTRIES];
    private final Kind[] kinds = new Kind[ENTRIES];
    private final String[] notes = new String[ENTRIES];
    private final int[] offsets = new int[ENTRIES];
    private final int[] lengths = new int[ENTRIES];
    private byte[] data = new byte[FIRST_BYTES];
    private int used;
    private int count;

    public int count() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** Room for so many entries and bytes? An empty batch has room for any number of bytes. */
    public boolean hasRoom(int entries, int bytes) {
        return count + entries <= ENTRIES && (count == 0 || used + bytes <= USUAL_BYTES);
    }

    public byte[] data() {
        return data;
    }

    /** Where the next bytes go. */
    public int used() {
        return used;
    }

    /** Makes room for so many bytes behind those used. */
    public void reserve(int bytes) {
        if (used + bytes > data.length) {
            data = Arrays.copyOf(data, Math.max(used + bytes, Math.min(2 * data.length, USUAL_BYTES)));
        }
    }

    /** Puts bytes behind those used, without using them yet. @return where they end */
    public int place(byte[] source, int offset, int length, int at) {
        System.arraycopy(source, offset, data, at, length);
        return at + length;
    }

    /** The same from a buffer, which is read empty. */
    public int place(ByteBuf source, int at) {
        int length = source.readableBytes();
        source.readBytes(data, at, length);
        return at + length;
    }

    /** An entry whose bytes lie there already; everything up to their end is in use now. */
    public void add(C connection, Kind kind, int offset, int length, String note) {
        connections[count] = connection;
        kinds[count] = kind;
        offsets[count] = offset;
        lengths[count] = length;
        notes[count] = note;
        count++;
        used = Math.max(used, offset + length);
    }

    /** An entry with a copy of its bytes. */
    public void addCopy(C connection, Kind kind, byte[] source, int offset, int length, String note) {
        reserve(length);
        int at = used;
        place(source, offset, length, at);
        add(connection, kind, at, length, note);
    }

    @SuppressWarnings("unchecked")
    public C connection(int index) {
        Object connection = connections[index];
        if (connection == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return (C) connection; // only such are added
    }

    public Kind kind(int index) {
        return kinds[index];
    }

    public String note(int index) {
        return notes[index];
    }

    public int offset(int index) {
        return offsets[index];
    }

    public int length(int index) {
        return lengths[index];
    }

    public byte[] copy(int index) {
        return Arrays.copyOfRange(data, offsets[index], offsets[index] + lengths[index]);
    }

    /** Forgets everything; what an unusually large message needed is given back. */
    public void clear() {
        Arrays.fill(connections, 0, count, null);
        count = 0;
        used = 0;
        if (data.length > USUAL_BYTES) {
            data = new byte[USUAL_BYTES];
        }
    }
}
