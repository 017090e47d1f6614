package io.tandem.appserver.recent;

import java.math.BigDecimal;

/** The last call that came for a subscriber, as its CDR tells.
 * @param caller    number, or user name of one without; whatever the callee was shown
 * @param shown     number that the callee was shown; empty if there was none
 * @param anonymous the caller had hidden itself
 * @param callee    as it was called
 * @param start     epoch seconds
 * @param duration  seconds; 0 if it was not answered */
record LastCall(String callId, String caller, String shown, boolean anonymous, String callee, BigDecimal start, BigDecimal duration) {}
