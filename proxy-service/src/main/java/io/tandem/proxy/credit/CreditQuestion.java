package io.tandem.proxy.credit;

import java.time.Instant;

import io.tandem.data.tariff.FeeQuestion;

/** Whether a customer can pay for a call, and for how long.
 * @param customer    contract of the caller, or of who forwards
 * @param leg         0 as it was dialled, then one by forward
 * @param sourceIp    where the call entered the system
 * @param fee         how the call will be rated
 * @param service     the system itself is called: it serves without a fee, too
 * @param mostSeconds longest call, at least 1 */
public record CreditQuestion(int customer, String callId, int leg, String sourceIp, Instant moment, FeeQuestion fee, boolean service, long mostSeconds) {}
