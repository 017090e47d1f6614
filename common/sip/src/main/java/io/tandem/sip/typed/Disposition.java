package io.tandem.sip.typed;

import java.util.Optional;

/** Content-Disposition header (RFC 3261 §20.11). @param handling optional or required */
public record Disposition(String type, Optional<String> handling) {}
