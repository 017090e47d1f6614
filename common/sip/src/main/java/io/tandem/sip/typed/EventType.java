package io.tandem.sip.typed;

import java.util.Optional;

/** Event header (RFC 6665 §8.2.1). @param name package with its templates, such as {@code presence.winfo} */
public record EventType(String name, Optional<String> id) {}
