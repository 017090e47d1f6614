package io.tandem.relay.kernel.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

import io.tandem.relay.os.CallNumbers;
import io.tandem.relay.os.Memory;
import io.tandem.relay.os.SystemCalls;

/** bpf(2). A failure is a negative errno where the caller may go on without, else an exception. One thread an instance. */
final class Bpf implements AutoCloseable {
    static final int MAP_HASH = 1;
    static final int MAP_ARRAY = 2;
    /** Map flag: user space may map the values into its memory. */
    static final int MAPPABLE = 1 << 10;
    static final int ENOENT = 2;
    static final int E2BIG = 7;

    private static final int EPERM = 1;
    private static final int MAP_CREATE = 0;
    private static final int MAP_UPDATE = 2;
    private static final int MAP_DELETE = 3;
    private static final int PROGRAM_LOAD = 5;
    private static final int OBJECT_PIN = 6;
    private static final int OBJECT_GET = 7;
    private static final int PROGRAM_RUN = 10;
    private static final int OBJECT_INFO = 15;
    private static final int MAP_LOOKUP_BATCH = 24;
    private static final int LINK_CREATE = 28;
    private static final int LINK_UPDATE = 29;

    private static final int HERE = -100;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int LOCK_EXCLUSIVE_AT_ONCE = 2 | 4;
    private static final int CLASSIFIER = 3;
    private static final int TCX_INGRESS = 46;
    private static final int ATTRIBUTE_BYTES = 144;
    private static final int LOG_BYTES = 1 << 20;
    private static final int TEST_OUT_BYTES = 4096;

    private final Arena arena = Arena.ofShared();
    private final SystemCalls calls = new SystemCalls(arena);
    private final long attribute = arena.allocate(ATTRIBUTE_BYTES, 8).address();

    /** What {@link #run} saw. */
    record Run(int result, byte[] packet, int nanosPerRun) {}

    /** Properties of a map. */
    record MapShape(int keyBytes, int valueBytes, int entries) {}

    private long bpf(int command) {
        return calls.call(CallNumbers.HERE.bpf, command, attribute, ATTRIBUTE_BYTES, 0, 0, 0);
    }

    private void clear() {
        for (int i = 0; i < ATTRIBUTE_BYTES; i += 8) {
            Memory.putLong(attribute + i, 0);
        }
    }

    private static int checked(long result, String what) throws BpfException {
        if (result < 0) throw new BpfException(what + ": " + SystemCalls.reason(result));
        return (int) result;
    }

    int createMap(int type, MapShape shape, int flags, String name) throws BpfException {
        clear();
        Memory.putInt(attribute, type);
        Memory.putInt(attribute + 4, shape.keyBytes());
        Memory.putInt(attribute + 8, shape.valueBytes());
        Memory.putInt(attribute + 12, shape.entries());
        Memory.putInt(attribute + 16, flags);
        name(attribute + 28, name);
        return checked(bpf(MAP_CREATE), "map " + name + " of " + shape.entries() + " entries");
    }

    private static void name(long at, String name) {
        for (int i = 0; i < Math.min(15, name.length()); i++) {
            Memory.putByte(at + i, (byte) name.charAt(i));
        }
    }

    MapShape shape(int map) throws BpfException {
        try (Arena temporary = Arena.ofConfined()) {
            long info = temporary.allocate(88, 8).address();
            clear();
            Memory.putInt(attribute, map);
            Memory.putInt(attribute + 4, 88);
            Memory.putLong(attribute + 8, info);
            checked(bpf(OBJECT_INFO), "map information");
            return new MapShape(Memory.getInt(info + 8), Memory.getInt(info + 12), Memory.getInt(info + 16));
        }
    }

    /** @return 0 or the negative errno */
    int update(int map, long key, long value) {
        element(map, key, value);
        return (int) bpf(MAP_UPDATE);
    }

    /** @return 0 or the negative errno */
    int delete(int map, long key) {
        element(map, key, 0);
        return (int) bpf(MAP_DELETE);
    }

    private void element(int map, long key, long value) {
        Memory.putInt(attribute, map);
        Memory.putInt(attribute + 4, 0);
        Memory.putLong(attribute + 8, key);
        Memory.putLong(attribute + 16, value);
        for (int i = 24; i < ATTRIBUTE_BYTES; i += 8) {
            Memory.putLong(attribute + i, 0);
        }
    }

    /** Keys and values of a whole map.
     * @param keys   room for all of them
     * @param values room for all of them
     * @return how many there are */
    int lookupAll(int map, int entries, long keys, long values) throws BpfException {
        try (Arena temporary = Arena.ofConfined()) {
            clear();
            Memory.putLong(attribute + 8, temporary.allocate(64, 8).address());
            Memory.putLong(attribute + 16, keys);
            Memory.putLong(attribute + 24, values);
            Memory.putInt(attribute + 32, entries);
            Memory.putInt(attribute + 36, map);
            long result = bpf(MAP_LOOKUP_BATCH);
            if (result != -ENOENT) checked(result, "map contents"); // ENOENT: that was the last of them
            return Memory.getInt(attribute + 32);
        }
    }

    /** Loads a tc program.
     * @throws BpfException with what the kernel's verifier says, if it refuses the program */
    int load(long[] program, String name) throws BpfException {
        try (Arena temporary = Arena.ofConfined()) {
            long instructions = temporary.allocate(program.length * 8L, 8).address();
            for (int i = 0; i < program.length; i++) {
                Memory.putLong(instructions + 8L * i, program[i]);
            }
            clear();
            Memory.putInt(attribute, CLASSIFIER);
            Memory.putInt(attribute + 4, program.length);
            Memory.putLong(attribute + 8, instructions);
            Memory.putLong(attribute + 16, temporary.allocateFrom("GPL").address()); // bpf_redirect_neigh is for programs of that licence
            name(attribute + 48, name);
            long result = bpf(PROGRAM_LOAD);
            if (result >= 0 || result == -EPERM) return checked(result, "program " + name + " (it takes CAP_BPF and CAP_NET_ADMIN)");
            MemorySegment log = temporary.allocate(LOG_BYTES);
            Memory.putInt(attribute + 24, 1);
            Memory.putInt(attribute + 28, LOG_BYTES);
            Memory.putLong(attribute + 32, log.address());
            return checked(bpf(PROGRAM_LOAD), "program " + name + " refused, the verifier says: " + log.getString(0).strip());
        }
    }

    /** Gives an object a name in bpffs that outlives this process. */
    void pin(int descriptor, Path path) throws BpfException {
        checked(atPath(OBJECT_PIN, descriptor, path), "pin " + path);
    }

    /** @return a descriptor of what is pinned there, or the negative errno */
    int open(Path path) {
        return (int) atPath(OBJECT_GET, 0, path);
    }

    private long atPath(int command, int descriptor, Path path) {
        try (Arena temporary = Arena.ofConfined()) {
            clear();
            Memory.putLong(attribute, temporary.allocateFrom(path.toString()).address());
            Memory.putInt(attribute + 8, descriptor);
            return bpf(command);
        }
    }

    /** Keeps other processes from {@link #lock}ing this folder of bpffs while the descriptor is open (flock(2)).
     * @return the descriptor, or the negative errno */
    int lock(Path folder) {
        try (Arena temporary = Arena.ofConfined()) {
            long path = temporary.allocateFrom(folder.toString()).address();
            int descriptor = (int) calls.call(CallNumbers.HERE.openat, HERE, path, CLOSE_ON_EXEC, 0, 0, 0);
            if (descriptor < 0) return descriptor;
            int result = (int) calls.call(CallNumbers.HERE.flock, descriptor, LOCK_EXCLUSIVE_AT_ONCE, 0, 0, 0, 0);
            if (result < 0) close(descriptor);
            return result < 0 ? result : descriptor;
        }
    }

    /** Puts a program at the ingress of a device as long as the link is open or pinned (Linux 6.6). @return the link, or the negative errno */
    int link(int program, int device) {
        clear();
        Memory.putInt(attribute, program);
        Memory.putInt(attribute + 4, device);
        Memory.putInt(attribute + 8, TCX_INGRESS);
        return (int) bpf(LINK_CREATE);
    }

    /** Another program in place, without a packet missed. @return 0 or the negative errno, if the device has gone */
    int updateLink(int link, int program) {
        clear();
        Memory.putInt(attribute, link);
        Memory.putInt(attribute + 4, program);
        return (int) bpf(LINK_UPDATE);
    }

    /** BPF_PROG_TEST_RUN: a frame through a loaded program, without a device.
     * @param times the same buffer goes through so often; the time is the mean */
    Run run(int program, byte[] frame, int times) throws BpfException {
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment out = temporary.allocate(TEST_OUT_BYTES);
            MemorySegment in = temporary.allocate(frame.length);
            MemorySegment.copy(frame, 0, in, ValueLayout.JAVA_BYTE, 0, frame.length);
            clear();
            Memory.putInt(attribute, program);
            Memory.putInt(attribute + 8, frame.length);
            Memory.putInt(attribute + 12, TEST_OUT_BYTES);
            Memory.putLong(attribute + 16, in.address());
            Memory.putLong(attribute + 24, out.address());
            Memory.putInt(attribute + 32, times);
            checked(bpf(PROGRAM_RUN), "test run");
            byte[] packet = out.asSlice(0, Memory.getInt(attribute + 12)).toArray(ValueLayout.JAVA_BYTE);
            return new Run(Memory.getInt(attribute + 4), packet, Memory.getInt(attribute + 36));
        }
    }

    void close(int descriptor) {
        calls.call(CallNumbers.HERE.close, descriptor, 0, 0, 0, 0, 0);
    }

    /** @return address, or the negative errno */
    long map(int descriptor, long bytes) {
        return calls.call(CallNumbers.HERE.mmap, 0, bytes, 3, 1, descriptor, 0); // read and write, shared
    }

    void unmap(long address, long bytes) {
        calls.call(CallNumbers.HERE.munmap, address, bytes, 0, 0, 0, 0);
    }

    @Override
    public void close() {
        arena.close();
    }
}
