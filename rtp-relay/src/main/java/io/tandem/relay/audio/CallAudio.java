package io.tandem.relay.audio;

/** Audio of one party of a call.
 * @param side 0 made the first offer
 * @param tag  of the party, empty while it has none */
public record CallAudio(int side, String tag, PartyAudio audio) {}
