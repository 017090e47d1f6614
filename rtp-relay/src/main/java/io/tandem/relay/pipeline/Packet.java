package io.tandem.relay.pipeline;

import org.jspecify.annotations.Nullable;

/** The packet in hand: a view on engine memory, reused for every packet. Media loop only. */
final class Packet {
    /** Address of the first octet; the engine owns it. */
    long address;
    int length;
    long sourceHead;
    long sourceHigh;
    long sourceLow;
    long nowNanos;
    @Nullable RelaySocket exit;
}
