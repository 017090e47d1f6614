package io.tandem.sip.typed;

/** RAck header of a PRACK (RFC 3262 §7.2): the response it acknowledges. */
public record ReliableAck(long rSeq, long cSeq, String method) {}
