package io.tandem.proxy.accounting;

/** A record in the journal.
 * @param sequence grows from entry to entry, also over restarts and lost journals (it starts at the wall clock, unit 1 µs) */
record JournalEntry(long sequence, AccountingRecord record) {}
