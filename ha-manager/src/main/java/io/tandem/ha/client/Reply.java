package io.tandem.ha.client;

/**
 * Answer to a {@link Request}.
 *
 * @param accepted the node is, or is becoming, what was asked for
 * @param message  in words, for the operator
 */
public record Reply(boolean accepted, String message, NodeStatus status) {}
