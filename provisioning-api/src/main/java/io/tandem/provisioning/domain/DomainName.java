package io.tandem.provisioning.domain;

import java.util.Optional;
import java.util.regex.Pattern;

/** Host part of a SIP URI (RFC 3261 §25.1): a host name, an IPv4 address or an IPv6 reference in brackets. */
record DomainName(String text) {
    private static final Pattern HOST_NAME =
        Pattern.compile("(?=.{1,127}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.?");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]{2,45}]");

    static Optional<DomainName> of(String text) {
        return HOST_NAME.matcher(text).matches() || IPV6.matcher(text).matches() ? Optional.of(new DomainName(text)) : Optional.empty();
    }
}
