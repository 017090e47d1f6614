package io.tandem.ha.store;

/**
 * How a store is.
 *
 * @param protects on the active node: what is written here now is on the peer, too, as far as the store promises it; on the standby: it follows the peer
 * @param text     for the operator
 */
record Condition(boolean protects, String text) {}
