package io.tandem.relay.transcode;

/** Figures of one direction.
 * @param sent        packets the relay made
 * @param lost        packets that were given up
 * @param late        packets that came too late or twice
 * @param malformed   datagrams that were no RTP
 * @param undecodable payloads that were none of their codec */
public record PathFigures(long sent, long lost, long late, long malformed, long undecodable) {}
