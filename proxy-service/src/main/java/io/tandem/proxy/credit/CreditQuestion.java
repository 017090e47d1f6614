package io.tandem.proxy.credit;

import java.time.Instant;

/** Whether a customer can pay for a leg, and for how long.
 * @param customer    contract of the caller, or of who forwards
 * @param leg         0 as it was dialled, then one by forward
 * @param charging    how it will be rated
 * @param service     the system itself is called: it serves without a fee, too
 * @param mostSeconds longest call, at least 1
 * @param parts       that are paid for one by one: 1 but for long text messages */
public record CreditQuestion(int customer, String callId, int leg, Instant moment, Charging charging, boolean service, long mostSeconds,
                             int parts) {}
