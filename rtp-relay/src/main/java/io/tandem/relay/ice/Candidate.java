package io.tandem.relay.ice;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

import io.tandem.relay.os.Endpoint;

/** One UDP candidate (RFC 8445 §5.1, RFC 8839 §5.1).
 * @param component 1 for RTP, 2 for RTCP
 * @param priority  1 to 2^31-1 */
public record Candidate(String foundation, int component, long priority, Endpoint endpoint, Type type) {
    /** Where a candidate comes from; the number is its type preference (RFC 8445 §5.1.2.2). */
    public enum Type {
        HOST(126), PRFLX(110), SRFLX(100), RELAY(0);

        private final int preference;

        Type(int preference) {
            this.preference = preference;
        }
    }

    private static final int MAX_LOCAL_PREFERENCE = 65_535;

    /** A local address. @param rank 0 for the interface's first address, 1 for the next */
    public static Candidate host(int component, Endpoint endpoint, int rank) {
        String foundation = "H%015x".formatted(endpoint.address().hashCode() & 0xFFFF_FFFFL);
        return new Candidate(foundation, component, priority(Type.HOST, rank, component), endpoint, Type.HOST);
    }

    static long priority(Type type, int rank, int component) {
        return (long) type.preference << 24 | (long) (MAX_LOCAL_PREFERENCE - rank) << 8 | 256 - component;
    }

    /** The value of {@code a=candidate}; empty for one that cannot be used: TCP, a host name, an unknown type. */
    public static Optional<Candidate> parse(String value) {
        String text = value.strip();
        String[] words = (text.startsWith("candidate:") ? text.substring(10) : text).split(" +");
        if (words.length < 8 || !words[2].equalsIgnoreCase("UDP") || !words[6].equals("typ")) return Optional.empty();
        boolean numbers = words[1].matches("[1-9][0-9]{0,2}") && words[3].matches("[0-9]{1,10}") && words[5].matches("[0-9]{1,5}");
        if (!numbers || words[0].length() > 32) return Optional.empty();
        long priority = Long.parseLong(words[3]);
        int port = Integer.parseInt(words[5]);
        if (port == 0 || port > 65_535 || priority >= 1L << 32) return Optional.empty();
        try {
            Endpoint endpoint = Endpoint.of(InetAddress.ofLiteral(words[4]), port);
            Type type = Type.valueOf(words[7].toUpperCase(Locale.ROOT));
            return Optional.of(new Candidate(words[0], Integer.parseInt(words[1]), priority, endpoint, type));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The value of {@code a=candidate}. */
    public String text() {
        return "%s %d UDP %d %s %d typ %s".formatted(foundation, component, priority, endpoint.address().getHostAddress(), endpoint.port(),
                type.name().toLowerCase(Locale.ROOT));
    }
}
