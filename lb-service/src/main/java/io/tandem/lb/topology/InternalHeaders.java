package io.tandem.lb.topology;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;

import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;

/** The headers that only elements of this system say to each other (signalling.md §1.9): deleted in both outside directions, added inward. */
public final class InternalHeaders {

    /** Next hop, from a proxy. */
    public static final String D_URI = "P-D-Uri";
    /** The socket a response shall leave by, from a proxy. */
    public static final String OUT_SOCKET = "P-Out-Socket";

    private static final Set<String> NAMES = Set.of("p-d-uri", "p-sock-info", "p-out-socket", "p-proxy-uri", "p-caller-uuid", "p-callee-uuid");
    private static final List<String> PREFIXES = List.of("p-ngcp-", "p-app-", "p-first-", "p-acc-", "p-lb-");

    private final LongSupplier uptimeSeconds;

    public InternalHeaders(LongSupplier uptimeSeconds) {
        this.uptimeSeconds = uptimeSeconds;
    }

    /** Is the name that of an internal header? */
    static boolean isInternal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String prefix : PREFIXES) {
            if (lower.startsWith(prefix)) {
                return true;
            }
        }
        return NAMES.contains(lower);
    }

    /** Deletes every internal header. */
    public Verdict strip(Passage passage) {
        passage.message().removeIf(InternalHeaders::isInternal);
        return Verdict.NEXT;
    }

    /** A string is made for names that begin with P- only. */
    private static boolean isInternal(byte[] source, int nameStart, int nameEnd) {
        return nameEnd - nameStart > 5 && source[nameStart + 1] == '-' && (source[nameStart] | 0x20) == 'p'
                && isInternal(new String(source, nameStart, nameEnd - nameStart, StandardCharsets.US_ASCII));
    }

    /** Tells the proxy where the request came from. */
    public Verdict add(Passage passage) {
        passage.message()
                .add("P-NGCP-Src-Ip", passage.peer().host())
                .add("P-NGCP-Src-Port", passage.peer().port())
                .add("P-NGCP-Src-Proto", passage.arrival().protocol().parameter())
                .add("P-NGCP-Src-Af", passage.peer().host().charAt(0) == '[' ? "6" : "4")
                .add("P-NGCP-Src-Nat", passage.isBehindNat() ? "1" : "0")
                .add("P-Sock-Info", passage.arrival().label())
                .add("P-LB-Uptime", Long.toString(uptimeSeconds.getAsLong()));
        return Verdict.NEXT;
    }
}
