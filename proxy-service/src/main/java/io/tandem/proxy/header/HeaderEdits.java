package io.tandem.proxy.header;

import java.util.Map;
import java.util.Set;

/** What header rules have done to a call so far. Immutable.
 * @param touched names of the headers, as the rules write them
 * @param values  variables of the rules by name */
public record HeaderEdits(Set<String> touched, Map<String, String> values) {
    public static final HeaderEdits NONE = new HeaderEdits(Set.of(), Map.of());

    public HeaderEdits {
        touched = Set.copyOf(touched);
        values = Map.copyOf(values);
    }
}
