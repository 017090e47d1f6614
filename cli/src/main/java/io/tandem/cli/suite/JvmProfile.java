package io.tandem.cli.suite;

import java.util.List;

/** How the JVM of a service is set up. */
public enum JvmProfile {
    /** The control plane starts fast and does little: the first compiler is enough. */
    CONTROL(true, List.of("-XX:TieredStopAtLevel=1")),
    /** Carries calls. */
    CALLS(true, calls(16)),
    /** As {@link #CALLS}, with more garbage a call. */
    PROXY(true, calls(24)),
    /**
     * The edge, with the optimising compiler and small: a young generation for a process that makes next to no garbage, an old one that follows what lives,
     * freed native memory given back. Without the start-up cache: that takes 2 s off its start, but holds all its classes in memory, other services' as well.
     */
    EDGE(false, List.of("-Xms16m", "-Xmn6m", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20", "-XX:TrimNativeHeapInterval=5000"));

    private final boolean cached;
    private final List<String> options;

    JvmProfile(boolean cached, List<String> options) {
        this.cached = cached;
        this.options = options;
    }

    /**
     * With the optimising compiler (C2), which begins at a third of the usual number of runs: most methods run once a call, and would wait for it for minutes.
     * Classes fit without full collections at the start, three of 0.15 s otherwise. A pause is as long as what came since the last one and lives on, which
     * finished transactions do for 32 s: so the young generation is small, and what survives goes to the old one at once and is copied once. What the
     * compilers leave in malloc's arenas, 20 MiB in a relay, goes back, once a minute: looking for it costs up to 0.1 s.
     */
    private static List<String> calls(int youngMib) {
        return List.of("-XX:MetaspaceSize=96m", "-Xmn" + youngMib + "m", "-XX:SurvivorRatio=16", "-XX:MaxTenuringThreshold=0",
            "-XX:Tier4InvocationThreshold=1500", "-XX:Tier4MinInvocationThreshold=300", "-XX:Tier4CompileThreshold=4000",
            "-XX:TrimNativeHeapInterval=60000");
    }

    /** With the AOT cache that these services share. */
    boolean isCached() {
        return cached;
    }

    List<String> options() {
        return options;
    }
}
