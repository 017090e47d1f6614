package io.tandem.ha.client;

import java.time.Instant;

/**
 * What the HA manager says of its node.
 *
 * @param epoch  number of the period in which the node is active, higher than any before in the pair; 0 before the first
 * @param since  when the state was entered
 * @param detail why, and what an operator should know, in words
 */
public record NodeStatus(String node, NodeState state, long epoch, Instant since, String detail) {}
