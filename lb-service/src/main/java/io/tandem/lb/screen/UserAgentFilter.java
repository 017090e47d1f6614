package io.tandem.lb.screen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.lb.affinity.Hash64;

/** Keeps out User-Agents by their text (signalling.md §1.6). The verdicts are remembered for as many User-Agents as are usual, so that nothing
 * is searched twice for the phones of the day; and patterns that are plain text are looked for in the bytes, so that invented User-Agents cost no garbage.
 * Loop thread. */
public final class UserAgentFilter {

    /** Verdicts remembered, of four thousand kinds of phone. */
    private static final int MEMORY = 1 << 12;
    /** More of a User-Agent is not looked at: expressions get slow on long text. */
    private static final int LONGEST = 256;
    private static final String SPECIAL = "\\^$.|?*+()[]{}";

    private final UserAgentProperties properties;
    private final UserAgentVerdict refusal;
    private final List<byte[]> literals = new ArrayList<>();
    private final List<Matcher> expressions = new ArrayList<>();
    private final long[] hashes = new long[MEMORY];
    private final boolean[] matches = new boolean[MEMORY];
    private final long seed;

    /** @throws java.util.regex.PatternSyntaxException if a pattern is none */
    public UserAgentFilter(UserAgentProperties properties, long seed) {
        this.properties = properties;
        this.seed = seed;
        refusal = switch (properties.action()) {
            case REJECT -> UserAgentVerdict.REJECT;
            case DROP -> UserAgentVerdict.DROP;
        };
        for (String pattern : properties.uaPatterns()) {
            if (pattern.chars().allMatch(c -> c < 0x80 && SPECIAL.indexOf(c) < 0)) {
                literals.add(pattern.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
            } else {
                expressions.add(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(""));
            }
        }
    }

    /** For a request with a User-Agent of this value. */
    public UserAgentVerdict check(byte[] data, int from, int to) {
        if (!properties.enable()) {
            return UserAgentVerdict.PASS;
        }
        int start = from;
        int end = Math.min(to, from + LONGEST);
        while (start < end && data[start] <= ' ' && data[start] >= 0) {
            start++;
        }
        if (start == end) {
            return properties.blockEmpty() ? refusal : UserAgentVerdict.PASS;
        }
        boolean listed = matches(data, start, end);
        return listed == (properties.mode() == UserAgentProperties.Mode.BLACKLIST) ? refusal : UserAgentVerdict.PASS;
    }

    /** For a request without one. */
    public UserAgentVerdict checkAbsent() {
        return properties.enable() && properties.blockAbsent() ? refusal : UserAgentVerdict.PASS;
    }

    private boolean matches(byte[] data, int from, int to) {
        long hash = Hash64.of(data, from, to, seed);
        int place = (int) hash & MEMORY - 1;
        if (hashes[place] != hash) {
            matches[place] = containsLiteral(data, from, to) || matchesExpression(data, from, to);
            hashes[place] = hash;
        }
        return matches[place];
    }

    private boolean containsLiteral(byte[] data, int from, int to) {
        for (int i = 0; i < literals.size(); i++) {
            if (contains(data, from, to, literals.get(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesExpression(byte[] data, int from, int to) {
        if (expressions.isEmpty()) {
            return false;
        }
        String text = new String(data, from, to - from, StandardCharsets.UTF_8);
        return expressions.stream().anyMatch(expression -> expression.reset(text).find());
    }

    /** Is the text, which is in lower case, part of the data in any case? */
    private static boolean contains(byte[] data, int from, int to, byte[] text) {
        for (int i = from; i <= to - text.length; i++) {
            int j = 0;
            while (j < text.length && lower(data[i + j]) == text[j]) {
                j++;
            }
            if (j == text.length) {
                return true;
            }
        }
        return false;
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
    }
}
