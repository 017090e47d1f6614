package io.tandem.relay.pipeline;

/** Why a packet was not sent on; the text completes the sentence "n packets were dropped: ...". */
public enum DropReason {
    MALFORMED("neither RTP nor RTCP nor DTLS"),
    WRONG_SOURCE("from another source than the learnt one"),
    STRAY_RTCP("RTCP on an RTP port that was not learnt yet"),
    NO_OTHER_PARTY("the other party had no port yet"),
    NO_TARGET("the other party's address is unknown, or it is on hold"),
    UNKNOWN_LINE("of none of the media lines that share the port"),
    SHARED_SOURCE("refused by SRTP of a transport that lines share, as of an SSRC that another of them uses"),
    BLOCKED("blocked by command or option"),
    PROCESSED("refused or held back by SRTP, ICE, DTLS or a codec"),
    FAILED("the relay failed on it, see the log");

    private final String text;

    DropReason(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
