package io.tandem.relay.bundle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;

/** A group of media lines in a description (RFC 5888), in the order of the group.
 * @param lines indices of the lines
 * @param mids  their {@code a=mid} */
record BundleGroup(List<Integer> lines, List<String> mids) {
    static final BundleGroup NONE = new BundleGroup(List.of(), List.of());
    static final String ATTRIBUTE = "group";
    private static final String BUNDLE = "BUNDLE";
    private static final String MID = "mid";

    BundleGroup {
        lines = List.copyOf(lines);
        mids = List.copyOf(mids);
    }

    /** The first BUNDLE group; a description may have more (RFC 9143 §4). */
    static BundleGroup of(SessionDescription description) {
        List<String> named = description.attributes(ATTRIBUTE).stream().map(value -> List.of(value.strip().split(" +")))
                .filter(words -> words.getFirst().equals(BUNDLE)).findFirst().map(words -> words.subList(1, words.size())).orElse(List.of());
        Map<String, Integer> lineOf = new HashMap<>();
        for (int i = 0; i < description.media().size(); i++) {
            int line = i;
            mid(description.media().get(i)).ifPresent(mid -> lineOf.putIfAbsent(mid, line));
        }
        List<Integer> lines = new ArrayList<>();
        List<String> mids = new ArrayList<>();
        for (String mid : named) {
            Integer line = lineOf.remove(mid);
            if (line == null) continue;
            lines.add(line);
            mids.add(mid);
        }
        return new BundleGroup(lines, mids);
    }

    static Optional<String> mid(MediaDescription section) {
        return section.attribute(MID).map(String::strip);
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** The attribute for these lines of a description; those without mid cannot be named. */
    static String text(List<Integer> chosen, SessionDescription description) {
        StringBuilder text = new StringBuilder(ATTRIBUTE + ":" + BUNDLE);
        chosen.forEach(line -> mid(description.media().get(line)).ifPresent(mid -> text.append(' ').append(mid)));
        return text.toString();
    }
}
