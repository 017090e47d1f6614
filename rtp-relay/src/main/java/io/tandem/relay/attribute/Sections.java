package io.tandem.relay.attribute;

import java.util.Collection;

import io.tandem.sdp.MediaDescription;

/** Edits that several concerns need. Pure. */
final class Sections {
    private Sections() {}

    static MediaDescription without(MediaDescription section, Collection<String> names) {
        MediaDescription result = section;
        for (String name : names) {
            if (result.attribute(name).isPresent()) result = result.withoutAttribute(name);
        }
        return result;
    }
}
