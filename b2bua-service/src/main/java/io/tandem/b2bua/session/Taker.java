package io.tandem.b2bua.session;

/** Who takes a call that rings for others. Loop thread only. */
public interface Taker {
    /** The caller is on the line, and hears nothing yet: this dialog is the taker's alone now. */
    void talks(HandedOver caller);

    /** The call is over; nothing if {@link #talks} came before. */
    void over();
}
