package io.tandem.b2bua.leg;

/** The two ends of a call: the caller's leg A and the callee's leg B. */
public enum Side {
    CALLER, CALLEE;

    public Side other() {
        return this == CALLER ? CALLEE : CALLER;
    }
}
