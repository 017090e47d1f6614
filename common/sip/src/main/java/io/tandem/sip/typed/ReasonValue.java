package io.tandem.sip.typed;

import java.util.Optional;

/** One value of a Reason header (RFC 3326). @param protocol SIP, Q.850 or an extension. @param cause empty when not given */
public record ReasonValue(String protocol, Optional<Integer> cause, Optional<String> text) {}
