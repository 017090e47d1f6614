package io.tandem.billing.cdr;

/**
 * Called side of a record.
 *
 * @param userDialed as sent by the phone
 * @param userIn     after the inbound rewrite
 * @param userOut    as sent on
 * @param split      load-sharing number of the record
 */
public record CdrDestination(Party party, String userDialed, String userIn, String domainIn, String userOut, int split) {}
