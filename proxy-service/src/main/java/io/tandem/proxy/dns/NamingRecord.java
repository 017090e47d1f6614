package io.tandem.proxy.dns;

import java.util.Comparator;

/** A NAPTR record (RFC 3403 §4.1), as far as SIP uses it.
 * @param flags       {@code s} if an SRV record follows
 * @param service     such as {@code SIP+D2U}
 * @param replacement name of the next record, without the last dot */
public record NamingRecord(int order, int preference, String flags, String service, String replacement) {
    /** The first one is to be tried first. */
    static final Comparator<NamingRecord> ORDER = Comparator.comparingInt(NamingRecord::order).thenComparingInt(NamingRecord::preference);
}
