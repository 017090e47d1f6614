package io.tandem.relay.dtmf;

/** Hears of each digit that a party sent, once it ended. Media loop: must neither block nor fail. */
public interface DtmfListener {
    /** @param event 0..15
     *  @param millis how long it sounded
     *  @param volume -dBm0 */
    void digit(int event, int millis, int volume);
}
