package io.tandem.lb.step;

import java.util.Locale;

/** Why a message was dropped; each is a counter. */
public enum DropReason {
    /** Bytes that are no SIP message, or one without what an answer needs. */
    MALFORMED,
    /** ACK to an answer of ours. */
    ACK_OF_OUR_ANSWER,
    /** ACK that we would have had to refuse. */
    REFUSED_ACK,
    /** Response whose top Via is not ours. */
    FOREIGN_VIA,
    /** Response with nobody behind us in its Via list. */
    NO_NEXT_VIA,
    /** Response from outside that would leave to the outside. */
    NOT_FOR_INSIDE,
    /** 100 from a proxy to anything but an INVITE: its sender repeats it all the same (RFC 4320 §4.1). */
    TRYING_FROM_INSIDE,
    /** Response over a connection that is gone. */
    CONNECTION_GONE,
    /** Response to a name, or to a transport we do not serve. */
    NO_ROUTE,
    /** Too large for where it would go. */
    TOO_LARGE,
    /** From a source that has no business at the internal socket. */
    STRANGER_AT_INTERNAL_SOCKET,
    /** From a source that is banned. */
    BANNED_SOURCE,
    /** From a source that sends too much. */
    FLOODING_SOURCE,
    /** INVITE over UDP that begins a call, while this node hands over or has just taken over: it comes again. */
    DRAINING,
    /** From a User-Agent that the operator does not want. */
    USER_AGENT,
    /** Line ends and other small things that keep a NAT binding open. */
    KEEP_ALIVE,
    /** STUN binding request; answered. */
    STUN,
    /** Answer to a message of our own; not dropped really, but it ends here. */
    PROBE_ANSWER;

    /** As a tag of a meter. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
