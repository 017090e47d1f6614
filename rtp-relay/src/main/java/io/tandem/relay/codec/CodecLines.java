package io.tandem.relay.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.RtpMap;
import io.tandem.sdp.SdpLine;

/** Reads and writes the formats of an RTP media line (RFC 8866 §6.6, §6.15). Pure. */
final class CodecLines {
    private static final List<String> BY_FORMAT = List.of("rtpmap:", "fmtp:", "rtcp-fb:");

    /** Static payload types that need no rtpmap (RFC 3551 §6). */
    private static final Map<Integer, CodecEntry> STATIC = Map.ofEntries(fixed(0, "PCMU", 8000), fixed(3, "GSM", 8000),
            fixed(4, "G723", 8000), fixed(5, "DVI4", 8000), fixed(6, "DVI4", 16_000), fixed(7, "LPC", 8000), fixed(8, "PCMA", 8000),
            fixed(9, "G722", 8000), Map.entry(10, new CodecEntry(10, "L16", 44_100, 2, "")), fixed(11, "L16", 44_100),
            fixed(12, "QCELP", 8000), fixed(13, "CN", 8000), fixed(15, "G728", 8000), fixed(18, "G729", 8000), fixed(26, "JPEG", 90_000),
            fixed(31, "H261", 90_000), fixed(34, "H263", 90_000));

    private CodecLines() {}

    private static Map.Entry<Integer, CodecEntry> fixed(int type, String encoding, int clockRateHz) {
        return Map.entry(type, new CodecEntry(type, encoding, clockRateHz, 1, ""));
    }

    /** In the order of preference; a dynamic type without rtpmap is called after its number, so that it can be passed on. */
    static List<CodecEntry> read(MediaDescription media) {
        Map<Integer, CodecEntry> known = new HashMap<>(STATIC);
        for (RtpMap map : media.rtpMaps()) {
            String channelCount = map.parameters();
            int channels = channelCount.length() == 1 && channelCount.charAt(0) >= '1' && channelCount.charAt(0) <= '9' ? channelCount.charAt(0) - '0' : 1;
            known.put(map.payloadType(), new CodecEntry(map.payloadType(), map.encoding(), map.clockRateHz(), channels, ""));
        }
        for (String fmtp : media.attributes("fmtp")) {
            String[] words = fmtp.strip().split(" +", 2);
            CodecEntry entry = words.length == 2 ? known.get(number(words[0])) : null;
            if (entry != null) known.put(entry.payloadType(), entry.withParameters(words[1]));
        }
        List<CodecEntry> entries = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (String format : media.formats()) {
            int type = number(format);
            if (type >= 0 && seen.add(type)) entries.add(known.getOrDefault(type, new CodecEntry(type, "type-" + type, 8000, 1, "")));
        }
        return entries;
    }

    private static int number(String text) {
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') return -1;
            number = number * 10 + digit - '0';
        }
        return text.isEmpty() || text.length() > 3 || number > 127 ? -1 : number;
    }

    /** The line with these formats; lines of other formats go, lines of new ones come behind. */
    static MediaDescription write(MediaDescription media, List<CodecEntry> before, List<CodecEntry> after) {
        MediaDescription result = media.withFormats(after.stream().map(entry -> Integer.toString(entry.payloadType())).toList())
                .without(line -> after.stream().noneMatch(entry -> before.contains(entry) && isOf(line, entry)) && isByFormat(line));
        for (CodecEntry entry : after) {
            if (before.contains(entry)) continue;
            result = result.plusAttribute("rtpmap", entry.payloadType() + " " + entry.map());
            if (!entry.parameters().isEmpty()) result = result.plusAttribute("fmtp", entry.payloadType() + " " + entry.parameters());
        }
        return result;
    }

    private static boolean isByFormat(SdpLine line) {
        return line.type() == 'a' && BY_FORMAT.stream().anyMatch(line.value()::startsWith) && !line.value().startsWith("rtcp-fb:*");
    }

    private static boolean isOf(SdpLine line, CodecEntry entry) {
        int colon = line.value().indexOf(':');
        return line.value().startsWith(entry.payloadType() + " ", colon + 1);
    }
}
