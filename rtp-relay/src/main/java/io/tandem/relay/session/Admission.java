package io.tandem.relay.session;

import java.util.Optional;

/** Decides whether the load leaves room for new calls. The figures are taken once a second, so an offer costs no look at the system. Control thread. */
public final class Admission {
    private static final double PER_CENT = 100;

    private final LoadProperties limits;
    private Optional<String> refusal = Optional.empty();

    public Admission(LoadProperties limits) {
        this.limits = limits;
    }

    /** Is there a limit at all? */
    public boolean isLimited() {
        return limits.maxLoad() > 0 || limits.maxCpu() > 0 || limits.maxBandwidth() > 0;
    }

    /** @param loadAverage    of the last minute
     *  @param cpuLoad        0-1
     *  @param bytesPerSecond of media */
    public void measured(double loadAverage, double cpuLoad, long bytesPerSecond) {
        if (limits.maxLoad() > 0 && loadAverage >= limits.maxLoad()) {
            refusal = Optional.of("Load limit exceeded");
        } else if (limits.maxCpu() > 0 && cpuLoad * PER_CENT >= limits.maxCpu()) {
            refusal = Optional.of("CPU usage limit exceeded");
        } else if (limits.maxBandwidth() > 0 && bytesPerSecond >= limits.maxBandwidth()) {
            refusal = Optional.of("Bandwidth limit exceeded");
        } else {
            refusal = Optional.empty();
        }
    }

    /** Why a new call is refused; empty if it is welcome. */
    Optional<String> refusal() {
        return refusal;
    }
}
