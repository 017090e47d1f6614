package io.tandem.relay.attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.MediaDescription;

/**
 * BUNDLE (RFC 8843): of an offered group the relay accepts the first line that is answered, and takes the others out of it (§7.3.3), for each of its
 * streams has ports of its own. WebRTC parties that want one transport only ({@code max-bundle}) need a group even around a single line.
 */
public final class BundleGroup implements StreamConcern {
    private static final String GROUP = "group";
    private static final String BUNDLE = "BUNDLE";
    private static final String MID = "mid";

    /** {@code a=mid} of the lines in the last offer, in the order of its group; indices of lines beside. */
    private List<String> mids = List.of();
    private List<Integer> lines = List.of();
    private Optional<String> own = Optional.empty();

    @Override
    public void described(MediaExchange exchange) {
        if (!exchange.offer()) return;
        own = exchange.section().attribute(MID).map(String::strip);
        List<MediaDescription> media = exchange.description().media();
        List<String> group = exchange.has("bundle-reject") ? List.of() : group(exchange);
        List<String> known = new ArrayList<>();
        List<Integer> indices = new ArrayList<>();
        for (String mid : group) {
            for (int i = 0; i < media.size(); i++) {
                if (!media.get(i).attribute(MID).map(String::strip).equals(Optional.of(mid))) continue;
                known.add(mid);
                indices.add(i);
                break;
            }
        }
        mids = List.copyOf(known);
        lines = List.copyOf(indices);
    }

    /** The first one; a description may have more (§4). */
    private static List<String> group(MediaExchange exchange) {
        return exchange.description().attributes(GROUP).stream().map(value -> List.of(value.strip().split(" +"))).filter(words -> words.getFirst()
                .equals(BUNDLE)).findFirst().map(words -> words.subList(1, words.size())).orElse(List.of());
    }

    /** The offerer finds its line again by its mid (RFC 5888 §9.1), whether the answerer knows of that or not. */
    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        boolean missing = !exchange.offer() && own.isPresent() && section.attribute(MID).isEmpty();
        return missing ? section.plusAttribute(MID, own.get()) : section;
    }

    @Override
    public List<String> sessionAttributes(MediaExchange exchange) {
        if (exchange.offer()) return List.of();
        List<MediaDescription> answered = exchange.description().media();
        for (int i = 0; i < lines.size(); i++) {
            int line = lines.get(i);
            if (line >= answered.size() || answered.get(line).isRejected()) continue;
            return line == exchange.index() ? List.of(GROUP + ":" + BUNDLE + " " + mids.get(i)) : List.of();
        }
        return List.of();
    }
}
