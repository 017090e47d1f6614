package io.tandem.relay.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.wire.Value;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SdpLine;
import io.tandem.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/**
 * The option {@code sdp-attr}: a dictionary of {@code none} (the session), {@code audio}, {@code video} and other media types, each with
 * {@code add} and {@code remove}, lists of {@code NAME} or {@code NAME:VALUE}, and {@code substitute}, a list of pairs. Pure.
 */
public final class AttributeEdits {
    private static final String SESSION = "none";

    private final Value.Dictionary edits;

    public AttributeEdits(Value.Dictionary edits) {
        this.edits = edits;
    }

    /** @throws io.tandem.sdp.MalformedSdpException if what is added is no attribute */
    public SessionDescription applied(SessionDescription description) {
        StringBuilder text = new StringBuilder();
        write(edited(description.sessionLines(), SESSION), text);
        for (MediaDescription section : description.media()) {
            write(edited(section.lines(), section.type()), text);
        }
        return SessionDescription.parse(text.toString());
    }

    private static void write(List<SdpLine> lines, StringBuilder text) {
        lines.forEach(line -> text.append(line).append("\r\n"));
    }

    private List<SdpLine> edited(List<SdpLine> lines, String type) {
        Optional<Value.Dictionary> own = edits.dictionary(type);
        if (own.isEmpty()) return lines;
        List<String> removed = texts(own.get().entries().get("remove"));
        List<List<String>> pairs = pairs(own.get().entries().get("substitute"));
        List<SdpLine> result = new ArrayList<>();
        for (SdpLine line : lines) {
            if (line.type() != 'a') {
                result.add(line);
            } else if (removed.stream().noneMatch(name -> isMeant(line, name))) {
                result.add(pairs.stream().filter(pair -> isMeant(line, pair.getFirst())).findFirst()
                        .map(pair -> new SdpLine('a', pair.get(1))).orElse(line));
            }
        }
        texts(own.get().entries().get("add")).forEach(attribute -> result.add(new SdpLine('a', attribute)));
        return result;
    }

    /** A name means the attribute whatever its value. */
    private static boolean isMeant(SdpLine line, String text) {
        return line.value().equals(text) || text.indexOf(':') < 0 && line.value().startsWith(text + ":");
    }

    private static List<String> texts(@Nullable Value value) {
        return value instanceof Value.Items list ? list.items().stream().map(Value::asText).flatMap(Optional::stream).toList()
                : value == null ? List.of() : value.asText().stream().toList();
    }

    /** {@code [[OLD, NEW], ...]}, or {@code [OLD, NEW]} alone. */
    private static List<List<String>> pairs(@Nullable Value value) {
        if (!(value instanceof Value.Items list)) return List.of();
        List<String> single = texts(list);
        if (single.size() == 2) return List.of(single);
        return list.items().stream().map(AttributeEdits::texts).filter(pair -> pair.size() == 2).toList();
    }
}
