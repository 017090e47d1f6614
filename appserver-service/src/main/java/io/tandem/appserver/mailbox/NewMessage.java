package io.tandem.appserver.mailbox;

import java.time.Duration;
import java.time.Instant;

/**
 * A message to be stored.
 *
 * @param mailbox  uuid of the subscriber
 * @param callerId as the table has it: {@code "name" <number>}
 * @param callId   of the call, as received
 * @param wav      8 kHz, 16 bit, mono
 */
public record NewMessage(String mailbox, String callerId, Instant received, Duration length, String callId, byte[] wav) {}
