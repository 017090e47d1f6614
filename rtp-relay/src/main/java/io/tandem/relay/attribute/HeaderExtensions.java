package io.tandem.relay.attribute;

import java.util.List;

import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.MediaDescription;

/** Header extensions (RFC 8285) that the other party shall not hear of: all ({@code strip-extmap}), or those with given URIs. */
public final class HeaderExtensions implements StreamConcern {
    private static final String NAME = "extmap";

    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        List<String> stripped = exchange.request().list("extmap-strip");
        boolean all = exchange.has("strip-extmap") || stripped.stream().anyMatch(uri -> uri.equalsIgnoreCase("all"));
        if (all) return Sections.without(section, List.of(NAME, "extmap-allow-mixed"));
        if (stripped.isEmpty() || section.attribute(NAME).isEmpty()) return section;
        MediaDescription result = section.withoutAttribute(NAME);
        for (String value : section.attributes(NAME)) {
            String[] words = value.split(" ");
            if (words.length < 2 || !stripped.contains(words[1])) result = result.plusAttribute(NAME, value);
        }
        return result;
    }
}
