package io.tandem.relay.bundle;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tandem.relay.rtp.LineTable;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.RtpMap;
import io.tandem.sdp.SessionDescription;

/** What lines of a group have in common, and what tells their packets apart. Pure. */
public final class SharedLines {
    private static final String BUNDLE_ONLY = "bundle-only";
    private static final String MID_EXTENSION = "urn:ietf:params:rtp-hdrext:sdes:mid";
    private static final int MAX_EXTENSION = 255;
    private static final int PAYLOAD_TYPES = 128;
    /** Of a transport: they stand at the first line only, or are the same at all (RFC 9143 §7.1.3). */
    private static final List<String> TRANSPORT = List.of("ice-ufrag", "ice-pwd", "candidate", "fingerprint", "setup", "tls-id", "rtcp-mux");

    /** Of a transport, too, where the relay or a party writes it anew. */
    private static final List<String> ICE_COURSE = List.of("ice-options", "end-of-candidates");

    private SharedLines() {}

    /** The description with each line of its group written out: attributes of the transport at every line, and a port instead of
     * {@code a=bundle-only}. Lines whose packets could not be told apart stay as they are, and so refused if they have no port. */
    public static SessionDescription writtenOut(SessionDescription description) {
        BundleGroup group = BundleGroup.of(description);
        Optional<MediaDescription> first = group.lines().stream().map(description.media()::get).filter(section -> !section.isRejected()).findFirst();
        if (group.lines().size() < 2 || first.isEmpty()) return description;
        List<LineTable.Line> lines = group.lines().stream().map(description.media()::get).map(section -> line(section, section)).toList();
        if (!Telling.canAll(lines)) return description;
        SessionDescription result = description;
        for (int line : group.lines()) {
            MediaDescription section = description.media().get(line);
            boolean sharing = section.protocol().equals(first.get().protocol()) && (isBundleOnly(section) || !section.isRejected());
            if (sharing && section != first.get()) result = result.withMedia(line, writtenOut(description, section, first.get()));
        }
        return result;
    }

    /** Lines that have no port of their own, and want none. */
    static List<Integer> bundleOnly(SessionDescription description) {
        List<MediaDescription> media = description.media();
        return IntStream.range(0, media.size()).filter(line -> isBundleOnly(media.get(line))).boxed().toList();
    }

    private static boolean isBundleOnly(MediaDescription section) {
        return section.isRejected() && section.attribute(BUNDLE_ONLY).isPresent();
    }

    private static MediaDescription writtenOut(SessionDescription description, MediaDescription section, MediaDescription first) {
        MediaDescription result = section.isRejected() ? section.withPort(first.port()) : section;
        if (section.attribute(BUNDLE_ONLY).isPresent()) result = result.withoutAttribute(BUNDLE_ONLY);
        if (section.connection().isEmpty() && description.connection().isEmpty() && first.connection().isPresent()) {
            result = result.withConnection(first.connection().get());
        }
        boolean hasIce = section.attribute("ice-ufrag").isPresent();
        for (String name : TRANSPORT) {
            boolean told = section.attribute(name).isPresent() || hasIce && name.equals("candidate");
            if (told) continue;
            for (String value : first.attributes(name)) {
                result = result.plusAttribute(name, value);
            }
        }
        return result;
    }

    /** The section with the transport of another one in place of its own. */
    static MediaDescription withTransport(MediaDescription section, MediaDescription other) {
        MediaDescription result = section;
        for (String name : Stream.concat(TRANSPORT.stream(), ICE_COURSE.stream()).toList()) {
            if (result.attribute(name).isPresent()) result = result.withoutAttribute(name);
            for (String value : other.attributes(name)) {
                result = result.plusAttribute(name, value);
            }
        }
        return result;
    }

    /** What tells packets of a line apart from those of others.
     * @param own   the section of the party that sends
     * @param other the one that it was shown, whose payload types may be used too (RFC 3264 §5.1); mids count if both have the extension */
    static LineTable.Line line(MediaDescription own, MediaDescription other) {
        Set<Integer> types = new LinkedHashSet<>();
        Stream.of(own, other).flatMap(section -> section.formats().stream()).map(SharedLines::number).filter(type -> type >= 0 && type < PAYLOAD_TYPES)
                .forEach(types::add);
        Stream.of(own, other).flatMap(section -> section.rtpMaps().stream()).map(RtpMap::payloadType).filter(type -> type < PAYLOAD_TYPES)
                .forEach(types::add);
        int extension = extension(own) == extension(other) ? extension(own) : 0;
        return new LineTable.Line(BundleGroup.mid(own).orElse(""), extension, List.copyOf(types), sources(own));
    }

    /** Payload types alone. */
    static Telling byTypes(MediaDescription section) {
        return Telling.of(line(section, section).payloadTypes(), false);
    }

    /** {@code a=extmap} (RFC 8285 §5): number, perhaps a direction, URI. */
    private static int extension(MediaDescription section) {
        for (String value : section.attributes("extmap")) {
            String[] words = value.strip().split(" +");
            int number = words.length < 2 || !words[1].equals(MID_EXTENSION) ? -1 : number(words[0].split("/", 2)[0]);
            if (number > 0 && number <= MAX_EXTENSION) return number;
        }
        return 0;
    }

    /** Of {@code a=ssrc}. */
    static List<Integer> sources(MediaDescription section) {
        List<Integer> sources = new ArrayList<>();
        for (String value : section.attributes("ssrc")) {
            String text = value.strip().split(" ", 2)[0];
            if (!text.matches("[0-9]{1,10}")) continue;
            int ssrc = (int) Long.parseLong(text);
            if (!sources.contains(ssrc)) sources.add(ssrc);
        }
        return sources;
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }
}
