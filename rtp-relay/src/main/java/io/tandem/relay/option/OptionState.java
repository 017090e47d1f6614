package io.tandem.relay.option;

/** What this relay makes of an option. */
public enum OptionState {
    /** It does what signalling.md §5.4 says. */
    WORKS,
    /** It is accepted, and there is nothing to do: the relay behaves so anyway, or the option is about another program's insides. */
    ACCEPTED,
    /** It has no effect, and the reply's warning says so. */
    WARNED
}
