package io.tandem.proxy.probe;

/** What probes have found out about a server. Immutable.
 * @param up       calls go there
 * @param contrary outcomes in a row that speak against it */
record Condition(boolean up, int contrary) {
    static final Condition UNTRIED = new Condition(true, 0);

    Condition after(boolean answered, ProbeProperties thresholds) {
        if (answered == up) {
            return new Condition(up, 0);
        }
        return contrary + 1 >= (up ? thresholds.downAfter() : thresholds.upAfter()) ? new Condition(!up, 0) : new Condition(up, contrary + 1);
    }
}
