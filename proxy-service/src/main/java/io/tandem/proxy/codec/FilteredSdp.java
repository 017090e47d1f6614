package io.tandem.proxy.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A session description (RFC 8866) without the codecs that a party does not take. Everything else stays as it is and where it is. */
public final class FilteredSdp {
    private static final Pattern MEDIA = Pattern.compile("m=(\\S+) +(\\d+)(/\\d+)? +(\\S*RTP/\\S+) +(.+)");
    private static final Pattern RTP_MAP = Pattern.compile("a=rtpmap:(\\d+) +([^/\\s]+)/(\\d+).*");
    private static final Pattern OF_FORMAT = Pattern.compile("a=(?:rtpmap|fmtp|rtcp-fb):(\\d+) .*");
    /** Payload types that need no rtpmap (RFC 3551 §6). */
    private static final Map<String, CodecFilter.Codec> STATIC = Map.ofEntries(fixed(0, "pcmu"), fixed(3, "gsm"), fixed(4, "g723"), fixed(5, "dvi4"),
            fixed(7, "lpc"), fixed(8, "pcma"), fixed(9, "g722"), fixed(12, "qcelp"), fixed(13, "cn"), fixed(15, "g728"), fixed(18, "g729"),
            Map.entry("31", new CodecFilter.Codec("h261", "90000")), Map.entry("32", new CodecFilter.Codec("mpv", "90000")),
            Map.entry("34", new CodecFilter.Codec("h263", "90000")));

    private FilteredSdp() {}

    private static Map.Entry<String, CodecFilter.Codec> fixed(int payloadType, String name) {
        return Map.entry(Integer.toString(payloadType), new CodecFilter.Codec(name, "8000"));
    }

    /** @param sdp with whatever ends of lines
     * @return the same text if nothing has to go */
    public static String of(String sdp, List<CodecFilter> parties) {
        if (parties.isEmpty()) {
            return sdp;
        }
        List<String> lines = Arrays.asList(sdp.split("(?<=\n)"));
        StringBuilder filtered = new StringBuilder();
        int begin = 0;
        for (int i = 0; i <= lines.size(); i++) {
            if (i == lines.size() || i > begin && lines.get(i).startsWith("m=")) {
                section(lines.subList(begin, i), parties).forEach(filtered::append);
                begin = i;
            }
        }
        return filtered.toString();
    }

    /** Whether anything is left to talk with, of a description that had something. */
    public static boolean isEmpty(String sdp) {
        List<String> media = sdp.lines().filter(line -> line.startsWith("m=")).toList();
        return !media.isEmpty() && media.stream().allMatch(line -> line.matches("m=\\S+ +0(/\\d+)? .*"));
    }

    private static List<String> section(List<String> lines, List<CodecFilter> parties) {
        Matcher media = MEDIA.matcher(lines.getFirst().stripTrailing());
        if (!lines.getFirst().startsWith("m=") || parties.stream().anyMatch(party -> !party.takes(type(lines.getFirst())))) {
            return lines.getFirst().startsWith("m=") ? disabled(lines) : lines;
        }
        if (!media.matches() || media.group(2).equals("0")) {
            return lines;
        }
        Map<String, CodecFilter.Codec> codecs = codecs(lines);
        List<String> offered = List.of(media.group(5).strip().split(" +"));
        Set<String> kept = offered.stream().filter(format -> parties.stream().allMatch(party -> !codecs.containsKey(format)
                || party.takes(codecs.get(format)))).collect(Collectors.toSet());
        if (kept.isEmpty()) {
            return disabled(lines);
        }
        return kept.size() == Set.copyOf(offered).size() ? lines : reduced(lines, offered, kept);
    }

    private static String type(String mediaLine) {
        return mediaLine.substring(2).split("[ \r\n]", 2)[0];
    }

    private static Map<String, CodecFilter.Codec> codecs(List<String> lines) {
        Map<String, CodecFilter.Codec> codecs = new HashMap<>(STATIC);
        for (String line : lines) {
            Matcher map = RTP_MAP.matcher(line.stripTrailing());
            if (map.matches()) {
                codecs.put(map.group(1), new CodecFilter.Codec(map.group(2).toLowerCase(Locale.ROOT), map.group(3)));
            }
        }
        return codecs;
    }

    /** RFC 3264 §6: port 0. */
    private static List<String> disabled(List<String> lines) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(0, lines.getFirst().replaceFirst("^(m=\\S+ +)\\d+", "$10"));
        return changed;
    }

    private static List<String> reduced(List<String> lines, List<String> offered, Set<String> kept) {
        List<String> changed = new ArrayList<>();
        String first = lines.getFirst();
        String end = first.substring(first.stripTrailing().length());
        String formats = offered.stream().filter(kept::contains).collect(Collectors.joining(" "));
        Matcher media = MEDIA.matcher(first.stripTrailing());
        changed.add(first.substring(0, media.matches() ? media.start(5) : 0) + formats + end);
        for (String line : lines.subList(1, lines.size())) {
            Matcher ofFormat = OF_FORMAT.matcher(line.stripTrailing());
            if (!ofFormat.matches() || kept.contains(ofFormat.group(1)) || !offered.contains(ofFormat.group(1))) {
                changed.add(line);
            }
        }
        return changed;
    }
}
