package io.tandem.relay.codec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

import io.tandem.codec.AudioCodec;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;

/** An offered media line with the codec options applied, waiting for its answer (RFC 3264 §5, §6). Immutable.
 * @param media     for the answerer; rejected if no codec is left
 * @param all       formats as they came
 * @param offered   by the offerer, without what was stripped
 * @param shown     to the answerer
 * @param warnings  for whoever asked for what cannot be done */
public record CodecOffer(MediaDescription media, List<CodecEntry> all, List<CodecEntry> offered, List<CodecEntry> shown, CodecRules rules,
                         OptionalInt offererMillis, List<String> warnings) {
    private static final int DEFAULT_EVENT_CLOCK_HZ = 8000;

    public CodecOffer {
        all = List.copyOf(all);
        offered = List.copyOf(offered);
        shown = List.copyOf(shown);
        warnings = List.copyOf(warnings);
    }

    /** A line of a description. Codecs that are added keep off the payload types of its other lines, which might share its transport. */
    public static CodecOffer of(SessionDescription description, int line, CodecRules rules) {
        List<MediaDescription> media = description.media();
        boolean adds = media.get(line).type().equals("audio") && media.size() > 1;
        Set<Integer> avoided = new HashSet<>();
        for (int i = 0; adds && i < media.size(); i++) {
            if (i != line) CodecLines.read(media.get(i)).forEach(entry -> avoided.add(entry.payloadType()));
        }
        return of(media.get(line), rules, avoided);
    }

    /** A line that stands alone. */
    static CodecOffer of(MediaDescription media, CodecRules rules) {
        return of(media, rules, Set.of());
    }

    /** A line that carries no RTP, or is refused, stays as it is.
     * @param avoided payload types of other lines, which might share its transport; for codecs that are added, if there are others */
    static CodecOffer of(MediaDescription media, CodecRules rules, Set<Integer> avoided) {
        if (media.isRejected() || !media.protocol().contains("RTP/")) {
            return new CodecOffer(media, List.of(), List.of(), List.of(), rules, OptionalInt.empty(), List.of());
        }
        List<CodecEntry> all = CodecLines.read(media);
        List<CodecEntry> offered = all.stream().filter(entry -> !rules.strips(entry)).toList();
        List<CodecEntry> kept = new ArrayList<>(offered.stream().filter(entry -> !rules.hides(entry)).toList());
        List<String> warnings = new ArrayList<>();
        if (media.type().equals("audio")) add(new FreeTypes(all.stream().map(CodecEntry::payloadType).toList(), avoided), offered, kept, rules, warnings);
        List<CodecEntry> shown = ordered(kept, rules).stream().map(entry -> set(entry, rules)).toList();
        return new CodecOffer(applied(media, all, shown, rules), all, offered, shown, rules, CodecAnswer.millisOf(media), warnings);
    }

    /** The same line as others have changed it meanwhile, with the codecs for the answerer. */
    public MediaDescription appliedTo(MediaDescription section) {
        return all.isEmpty() ? section : applied(section, all, shown, rules);
    }

    private static void add(FreeTypes free, List<CodecEntry> offered, List<CodecEntry> kept, CodecRules rules, List<String> warnings) {
        boolean speaks = offered.stream().anyMatch(entry -> entry.codec().isPresent() && !rules.ignores(entry));
        for (CodecPattern pattern : rules.transcode()) {
            if (pattern.isAll() || kept.stream().anyMatch(pattern::matches)) continue;
            Optional<CodecEntry> wanted = wanted(pattern);
            if (wanted.isEmpty()) {
                warnings.add("codec-transcode-" + pattern.name() + ": no such codec here, it can only be passed through");
            } else if (!speaks) {
                warnings.add("codec-transcode-" + pattern.name() + ": none of the offered codecs can be translated: " + names(offered));
            } else {
                free.placed(wanted.get()).ifPresent(kept::add);
            }
        }
        addEvents(offered, kept, free);
    }

    private static Optional<CodecEntry> wanted(CodecPattern pattern) {
        int clock = pattern.clockRateHz() == 0 ? DEFAULT_EVENT_CLOCK_HZ : pattern.clockRateHz();
        if (pattern.isEvent()) return Optional.of(CodecEntry.event(-1, clock));
        if (pattern.isNoise()) return Optional.of(new CodecEntry(clock == DEFAULT_EVENT_CLOCK_HZ ? 13 : -1, "CN", clock, 1, ""));
        return pattern.codec().map(codec -> entry(codec, pattern.allParameters()));
    }

    private static CodecEntry entry(AudioCodec codec, String parameters) {
        return new CodecEntry(codec.staticPayloadType(), codec.encoding(), codec.clockRateHz(), codec.channels(), parameters);
    }

    /** A codec that was added needs telephone-events of its own clock, if the offerer has any. */
    private static void addEvents(List<CodecEntry> offered, List<CodecEntry> kept, FreeTypes free) {
        if (offered.stream().noneMatch(CodecEntry::isEvent)) return;
        for (CodecEntry added : List.copyOf(kept)) {
            boolean covered = offered.contains(added) || !added.isMedia()
                    || kept.stream().anyMatch(entry -> entry.isEvent() && entry.clockRateHz() == added.clockRateHz());
            if (!covered) free.placed(CodecEntry.event(-1, added.clockRateHz())).ifPresent(kept::add);
        }
    }

    /** Those that {@code offer} names come first; events and noise stay behind audio. */
    private static List<CodecEntry> ordered(List<CodecEntry> kept, CodecRules rules) {
        Comparator<CodecEntry> named = Comparator.comparingInt(entry -> rank(entry, rules.offer()));
        Stream<CodecEntry> byRank = rules.offer().isEmpty() ? kept.stream() : kept.stream().sorted(named);
        return byRank.sorted(Comparator.comparing((CodecEntry entry) -> !entry.isMedia())).toList();
    }

    private static int rank(CodecEntry entry, List<CodecPattern> patterns) {
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matches(entry)) return i;
        }
        return patterns.size();
    }

    private static CodecEntry set(CodecEntry entry, CodecRules rules) {
        return rules.set().stream().filter(pattern -> pattern.matches(entry) && !pattern.allParameters().isEmpty()).findFirst()
                .map(pattern -> entry.withParameters(pattern.allParameters())).orElse(entry);
    }

    private static MediaDescription applied(MediaDescription media, List<CodecEntry> all, List<CodecEntry> shown, CodecRules rules) {
        if (shown.stream().noneMatch(CodecEntry::isMedia)) return media.withPort(0);
        MediaDescription result = shown.equals(all) ? media : CodecLines.write(media, all, shown);
        return rules.packetMillis().isPresent() ? result.withAttribute("ptime", Integer.toString(rules.packetMillis().getAsInt())) : result;
    }

    static String names(List<CodecEntry> entries) {
        return String.join(", ", entries.stream().filter(CodecEntry::isMedia).map(CodecEntry::map).toList());
    }
}
