package io.tandem.relay.session;

/** Hears of calls that end. Control thread; must not block. */
@FunctionalInterface
public interface EndOfCall {
    /** The call's streams can still be read. */
    void ended(Call call, Totals.End why);
}
