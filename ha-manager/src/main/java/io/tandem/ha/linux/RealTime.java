package io.tandem.ha.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/** The real-time scheduler (sched(7)): without it a busy machine lets the manager wait for up to a quarter of a second (ha.md §2). */
public final class RealTime {
    private static final int SCHED_RR = 2;

    private RealTime() {}

    /**
     * Moves all threads of this process there; later threads inherit it. All, because a safepoint waits for the slowest.
     *
     * @param priority 1..99
     * @throws IOException if this process may not
     */
    public static void claim(int priority) throws IOException {
        List<Path> threads;
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            threads = tasks.toList();
        }
        try (Arena arena = Arena.ofConfined()) {
            for (Path thread : threads) {
                int result = SystemCalls.setScheduler(Integer.parseInt(thread.getFileName().toString()), SCHED_RR, arena.allocateFrom(JAVA_INT, priority));
                if (result < 0 && result != -3) { // ESRCH: that thread has ended meanwhile
                    throw new IOException("no real-time scheduling (errno " + -result + "); give the unit CAP_SYS_NICE or CPUSchedulingPolicy=rr, "
                            + "else a busy machine causes take-overs");
                }
            }
        }
    }
}
