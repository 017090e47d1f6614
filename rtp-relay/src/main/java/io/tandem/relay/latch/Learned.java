package io.tandem.relay.latch;

/** How a latch came to the address that packets are sent to; the text completes "the address is ...". */
public enum Learned {
    NOTHING("not known yet"),
    SIGNALLED("the one of the SDP; no packet has confirmed it"),
    EXACT("the one of the SDP, and packets come from it"),
    CANDIDATE("the best source seen so far; its window is still open"),
    BEST("the best source seen in the learning window"),
    FIRST("the source of the first packet"),
    HANDOVER("where the source moved to (media-handover)"),
    VERIFIED("the one that connectivity checks found");

    private final String text;

    Learned(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
