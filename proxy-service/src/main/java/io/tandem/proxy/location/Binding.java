package io.tandem.proxy.location;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.sip.message.SipUri;

/** One contact registered for an address-of-record (RFC 3261 §10). Immutable.
 * @param ruid      names the binding in Redis
 * @param contact   the URI as registered
 * @param received  where the REGISTER came from: {@code sip:ip:port[;transport=tcp]}
 * @param path      Path values, the load balancer's first (RFC 3327)
 * @param expiresAt empty for a permanent binding, made by provisioning
 * @param q         preference as written, empty for none
 * @param socket    the load balancer's socket, {@code udp:ip:port}; empty if unknown
 * @param instance  {@code <urn:uuid:...>} of +sip.instance, empty without (RFC 5626)
 * @param regId     0 without
 * @param keepAlive how its NAT is kept open */
public record Binding(String ruid, SipUri contact, String received, List<String> path, Optional<Instant> expiresAt, String q,
                      String callId, long cSeq, Instant lastModified, String userAgent, String socket, String methods,
                      String instance, int regId, KeepAlive keepAlive) {
    private static final String CONNECTION = ";conn=";
    private static final int HEX = 16;

    /** One that is not pinged. */
    public Binding(String ruid, SipUri contact, String received, List<String> path, Optional<Instant> expiresAt, String q, String callId, long cSeq,
                   Instant lastModified, String userAgent, String socket, String methods, String instance, int regId) {
        this(ruid, contact, received, path, expiresAt, q, callId, cSeq, lastModified, userAgent, socket, methods, instance, regId, KeepAlive.NONE);
    }

    public Binding {
        if (cSeq < 0 || cSeq >= 1L << 31) {
            throw new IllegalArgumentException("CSeq " + cSeq + " outside 0..2^31-1 (RFC 3261 §8.1.1.5)");
        }
        path = List.copyOf(path);
    }

    /** An address that is called as if it were registered. */
    public static Binding unregistered(SipUri contact) {
        return new Binding("mapped", contact, "", List.of(), Optional.empty(), "", "", 0, Instant.EPOCH, "", "", "", "", 0);
    }

    public boolean isPermanent() {
        return expiresAt.isEmpty();
    }

    public boolean isExpired(Instant now) {
        return expiresAt.filter(end -> !end.isAfter(now)).isPresent();
    }

    /** The load balancer's number of the connection that the binding was made over, from its Path; empty for UDP. */
    public OptionalLong connection() {
        int at = path.isEmpty() ? -1 : path.getFirst().indexOf(CONNECTION);
        if (at < 0) {
            return OptionalLong.empty();
        }
        int start = at + CONNECTION.length();
        int end = start;
        while (end < path.getFirst().length() && Character.digit(path.getFirst().charAt(end), HEX) >= 0) {
            end++;
        }
        return end == start || end - start > HEX ? OptionalLong.empty()
                : OptionalLong.of(Long.parseUnsignedLong(path.getFirst().substring(start, end), HEX));
    }

    /** A flow of its own (RFC 5626 §6): a later one of the same instance and number replaces it, whatever its contact. */
    public boolean isFlow() {
        return !instance.isEmpty() && regId > 0;
    }
}
