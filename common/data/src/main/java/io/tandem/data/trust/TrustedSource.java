package io.tandem.data.trust;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.data.pattern.PerlPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An address of a subscriber whose requests need no password. Immutable.
 *
 * @param uuid        of the subscriber
 * @param protocol    {@code udp}, {@code tcp}, {@code tls} or {@code any}
 * @param fromPattern searched in the From URI; empty for any
 */
public record TrustedSource(String uuid, InetAddress address, String protocol, Optional<PerlPattern> fromPattern) {
    private static final Logger LOG = LoggerFactory.getLogger(TrustedSource.class);
    private static final String ANY = "any";

    public TrustedSource {
        protocol = protocol.toLowerCase(Locale.ROOT);
    }

    /** Whether it speaks for a request that came from its address over this protocol, with this From. */
    boolean speaksFor(String transport, String fromUri) {
        return (protocol.equals(ANY) || protocol.equalsIgnoreCase(transport)) && fromPattern.filter(pattern -> !isFound(pattern, fromUri)).isEmpty();
    }

    private boolean isFound(PerlPattern pattern, String fromUri) {
        try {
            return pattern.matches(fromUri);
        } catch (PatternTooCostlyException endless) {
            LOG.warn("trusted source {} of subscriber {} is not believed, correct its from_pattern: {}", address.getHostAddress(), uuid, endless.getMessage());
            return false;
        }
    }
}
