package io.tandem.proxy.message;

import java.time.Instant;

import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.sip.message.SipMessage;

/** A message that waits for a phone of its recipient.
 * @param id        in the silo; 0 before it is there
 * @param owner     who will register that phone
 * @param recipient id of that subscriber
 * @param sender    id of the subscriber who has sent it, or who forwards it
 * @param message   as a phone gets it, but for the way to that phone
 * @param arrival   when it was sent
 * @param expiry    after which nobody wants it any more */
public record StoredMessage(long id, AddressOfRecord owner, int recipient, int sender, SipMessage message, Instant arrival, Instant expiry) {}
