package io.tandem.relay.pipeline;

import java.util.ArrayDeque;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The open ports of a loop by slot. A key holds slot and generation, so that a late event of a closed port cannot reach its successor.
 * Media loop only.
 */
final class SocketTable {
    private static final int START = 256;

    private @Nullable RelaySocket[] sockets = new RelaySocket[START];
    private int[] generations = new int[START];
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private int used;

    int add(RelaySocket socket) {
        Integer reused = free.poll();
        int slot = reused == null ? used++ : reused;
        if (slot == sockets.length) {
            sockets = Arrays.copyOf(sockets, slot * 2);
            generations = Arrays.copyOf(generations, slot * 2);
        }
        sockets[slot] = socket;
        socket.slot(slot);
        return slot;
    }

    void remove(RelaySocket socket) {
        int slot = socket.slot();
        sockets[slot] = null;
        generations[slot] = generations[slot] + 1 & 0x7FFF;
        free.add(slot);
    }

    /** Slot in the low 32 bits, generation above. */
    long key(RelaySocket socket) {
        return (long) generations[socket.slot()] << 32 | socket.slot();
    }

    @Nullable RelaySocket get(long key) {
        int slot = (int) key;
        return slot < used && generations[slot] == (int) (key >>> 32) ? sockets[slot] : null;
    }

    RelaySocket[] all() {
        return Arrays.stream(sockets, 0, used).filter(s -> s != null).toArray(RelaySocket[]::new);
    }
}
