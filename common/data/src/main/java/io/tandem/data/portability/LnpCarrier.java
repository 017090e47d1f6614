package io.tandem.data.portability;

/**
 * A carrier of numbers. Immutable.
 *
 * @param prefix        routing prefix, for CDRs and rewrite rules; may be empty
 * @param authoritative its numbers are in this system: one that no subscriber has does not exist
 * @param skipRewrite   routing numbers are not rewritten
 */
public record LnpCarrier(int id, String name, String prefix, boolean authoritative, boolean skipRewrite) {}
