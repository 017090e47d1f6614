package io.tandem.relay.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Packets from a media loop to the recorder thread, one writer and one reader; a packet that finds no room is dropped and counted. */
final class PacketRing {
    /** Takes what was written. */
    interface Reader {
        void packet(int track, long nanos, byte[] data, int length);
    }

    private static final int RECORD_HEADER = 16;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle WRITTEN;
    private static final VarHandle READ;

    static {
        try {
            WRITTEN = MethodHandles.lookup().findVarHandle(PacketRing.class, "written", long.class);
            READ = MethodHandles.lookup().findVarHandle(PacketRing.class, "read", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] octets;
    private final int mask;
    private final byte[] header = new byte[RECORD_HEADER];
    private final byte[] readHeader = new byte[RECORD_HEADER];
    private long written;
    private long read;
    private volatile long dropped;

    /** @param capacity octets, a power of two */
    PacketRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) throw new IllegalArgumentException("ring of " + capacity + " octets is no power of two");
        octets = new byte[capacity];
        mask = capacity - 1;
    }

    /** Media loop. */
    void write(int track, long nanos, byte[] data, int length) {
        long at = written;
        if (at + RECORD_HEADER + length - (long) READ.getAcquire(this) > octets.length) {
            dropped = dropped + 1; // one writer
            return;
        }
        INTS.set(header, 0, length);
        INTS.set(header, 4, track);
        LONGS.set(header, 8, nanos);
        copyIn(at, header, RECORD_HEADER);
        copyIn(at + RECORD_HEADER, data, length);
        WRITTEN.setRelease(this, at + RECORD_HEADER + length);
    }

    /** Recorder thread. @param room takes the longest packet
     *  @return true if there was any */
    boolean drain(byte[] room, Reader reader) {
        long end = (long) WRITTEN.getAcquire(this);
        boolean any = read != end;
        while (read != end) {
            copyOut(read, readHeader, RECORD_HEADER);
            int length = (int) INTS.get(readHeader, 0);
            copyOut(read + RECORD_HEADER, room, length);
            READ.setRelease(this, read + RECORD_HEADER + length);
            reader.packet((int) INTS.get(readHeader, 4), (long) LONGS.get(readHeader, 8), room, length);
        }
        return any;
    }

    private void copyIn(long at, byte[] from, int length) {
        int start = (int) at & mask;
        int first = Math.min(length, octets.length - start);
        System.arraycopy(from, 0, octets, start, first);
        System.arraycopy(from, first, octets, 0, length - first);
    }

    private void copyOut(long at, byte[] to, int length) {
        int start = (int) at & mask;
        int first = Math.min(length, octets.length - start);
        System.arraycopy(octets, start, to, 0, first);
        System.arraycopy(octets, 0, to, first, length - first);
    }

    long dropped() {
        return dropped;
    }
}
