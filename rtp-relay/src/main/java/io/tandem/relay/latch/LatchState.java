package io.tandem.relay.latch;

import io.tandem.relay.os.Endpoint;

/** What a latch has learnt, for another relay to go on with.
 * @param target    head 0: unknown
 * @param confirmed the source is settled
 * @param sawPacket one was taken since the last signalling
 * @param changes   how often the target moved */
public record LatchState(Endpoint target, Learned learned, boolean confirmed, boolean sawPacket, int changes) {}
