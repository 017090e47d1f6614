package io.tandem.b2bua.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.tandem.sip.message.SipMessage;

/** What becomes of the session description of a hold request on its way to the other party (RFC 3264 §8.4). Pure. */
public enum HoldAlteration {
    /** It passes as it is. */
    NO,
    /** Its streams are {@code sendonly}: the party that is held may hear something. */
    SENDONLY,
    /** Its streams are {@code inactive}. */
    INACTIVE,
    /** Its connection address is that of RFC 2543, 0.0.0.0; its direction stays. For phones that know no other hold. */
    ZERO_CONNECTION;

    private static final String NOWHERE = "c=IN IP4 0.0.0.0";
    private static final List<String> DIRECTIONS = List.of("a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive");

    /** As P-App-Param names it; {@code yes} is {@code sendonly}. Empty for anything else. */
    public static Optional<HoldAlteration> of(String name) {
        return name.equals("yes") ? Optional.of(SENDONLY)
            : Arrays.stream(values()).filter(value -> value.name().toLowerCase(Locale.ROOT).equals(name)).findFirst();
    }

    /** Rewrites the request, if it is an offer that holds.
     * @return the offer was {@code inactive} and is not any more: its answer has to be made so (RFC 3264 §6.1) */
    public boolean alter(SipMessage request) {
        if (this == NO) return false;
        List<String> lines = lines(request);
        if (!holds(lines)) return false;
        boolean inactive = lines.stream().anyMatch("a=inactive"::equals);
        if (this == ZERO_CONNECTION) write(request, lines.stream().map(line -> line.startsWith("c=") ? NOWHERE : line).toList());
        else write(request, directed(lines, "a=" + name().toLowerCase(Locale.ROOT)));
        return inactive && this == SENDONLY;
    }

    /** Makes the answer to an offer that was {@code inactive} so, too. */
    public static void still(SipMessage answer) {
        List<String> lines = lines(answer);
        if (!lines.isEmpty()) write(answer, directed(lines, "a=inactive"));
    }

    private static List<String> lines(SipMessage message) {
        return SdpText.is(message) ? new String(message.body(), StandardCharsets.ISO_8859_1).lines().toList() : List.of();
    }

    private static void write(SipMessage message, List<String> lines) {
        message.body(SdpText.TYPE, lines.stream().collect(Collectors.joining("\r\n", "", "\r\n")).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** It has streams, and none of those that are open wants to hear anything. */
    private static boolean holds(List<String> lines) {
        List<List<String>> sections = sections(lines);
        List<String> session = sections.getFirst();
        List<List<String>> open = sections.stream().skip(1).filter(stream -> !stream.getFirst().matches("m=\\S+ 0[ /].*")).toList();
        return !open.isEmpty() && open.stream().allMatch(stream -> isStill(stream, session));
    }

    private static boolean isStill(List<String> stream, List<String> session) {
        String direction = first(stream, "a=", DIRECTIONS::contains).or(() -> first(session, "a=", DIRECTIONS::contains)).orElse("a=sendrecv");
        return direction.equals("a=sendonly") || direction.equals("a=inactive")
            || first(stream, "c=", _ -> true).or(() -> first(session, "c=", _ -> true)).filter(NOWHERE::equals).isPresent();
    }

    private static Optional<String> first(List<String> lines, String start, Predicate<String> wanted) {
        return lines.stream().filter(line -> line.startsWith(start) && wanted.test(line)).findFirst();
    }

    /** What is of the session, then what is of each stream (RFC 8866 §5). */
    private static List<List<String>> sections(List<String> lines) {
        List<List<String>> sections = new ArrayList<>(List.of(new ArrayList<>()));
        for (String line : lines) {
            if (line.startsWith("m=")) sections.add(new ArrayList<>());
            sections.getLast().add(line);
        }
        return sections;
    }

    /** Every stream with this direction, and the session with none. */
    private static List<String> directed(List<String> lines, String direction) {
        List<List<String>> sections = sections(lines);
        sections.forEach(section -> section.removeIf(DIRECTIONS::contains));
        sections.stream().skip(1).forEach(stream -> stream.add(direction));
        return sections.stream().flatMap(List::stream).toList();
    }
}
