package io.tandem.data.tariff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.pattern.PerlPattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fees of a profile for one kind of call and one direction, found by numbers. A table may have hundred thousands: fees are indexed by the digits that
 * a number must begin with, and a pattern is compiled when it is first needed. Any thread.
 */
public final class FeeTable {
    public static final FeeTable NONE = new FeeTable(List.of());
    private static final Logger LOG = LoggerFactory.getLogger(FeeTable.class);
    private static final String ANY = ".";
    private static final PerlPattern NEVER = PerlPattern.of("(?!)");
    private static final Comparator<Fee> LONGEST = Comparator.comparingInt((Fee fee) -> fee.destination().length())
            .thenComparingInt(fee -> isAny(fee.source()) ? 0 : fee.source().length());

    private final Map<String, List<Fee>> exact = new HashMap<>();
    private final Map<String, List<Fee>> prefixes = new HashMap<>();
    private final Patterns longestMatch = new Patterns();
    private final Patterns longestPattern = new Patterns();
    private int longestPrefix;

    /** @param fees of equal rank the first one wins */
    public FeeTable(List<Fee> fees) {
        for (Fee fee : fees) {
            switch (fee.mode()) {
                case EXACT_DESTINATION -> exact.computeIfAbsent(fee.destination(), _ -> new ArrayList<>(1)).add(fee);
                case PREFIX -> {
                    prefixes.computeIfAbsent(fee.destination(), _ -> new ArrayList<>(1)).add(fee);
                    longestPrefix = Math.max(longestPrefix, fee.destination().length());
                }
                case REGEX_LONGEST_MATCH -> longestMatch.add(fee);
                case REGEX_LONGEST_PATTERN -> longestPattern.add(fee);
            }
        }
    }

    /** @throws io.tandem.data.pattern.PatternTooCostlyException if a pattern cannot be decided in bounded time */
    Optional<Fee> find(String source, String destination) {
        return exactly(source, destination).or(() -> byPrefix(source, destination)).or(() -> byMatch(source, destination))
                .or(() -> byPattern(source, destination));
    }

    /** Sources are compared as a whole. */
    Optional<Fee> exactly(String source, String destination) {
        List<Fee> fees = exact.getOrDefault(destination, List.of());
        return fees.stream().filter(fee -> fee.source().equals(source)).findFirst()
                .or(() -> fees.stream().filter(fee -> isAny(fee.source())).findFirst());
    }

    private Optional<Fee> byPrefix(String source, String destination) {
        for (int length = Math.min(longestPrefix, destination.length()); length >= 0; length--) {
            Fee best = null;
            for (Fee fee : prefixes.getOrDefault(destination.substring(0, length), List.of())) {
                boolean matches = isAny(fee.source()) || source.startsWith(fee.source());
                if (matches && (best == null || LONGEST.compare(fee, best) > 0)) best = fee;
            }
            if (best != null) return Optional.of(best);
        }
        return Optional.empty();
    }

    private Optional<Fee> byMatch(String source, String destination) {
        Fee best = null;
        int called = -1;
        int calling = -1;
        for (Pattern pattern : longestMatch.candidates(destination)) {
            int matched = pattern.destination.longest(destination);
            int caller = matched < called || matched < 0 ? -1 : pattern.source.longest(source);
            if (caller >= 0 && (matched > called || caller > calling)) {
                best = pattern.fee;
                called = matched;
                calling = caller;
            }
        }
        return Optional.ofNullable(best);
    }

    private Optional<Fee> byPattern(String source, String destination) {
        Fee best = null;
        for (Pattern pattern : longestPattern.candidates(destination)) {
            boolean better = best == null || LONGEST.compare(pattern.fee, best) > 0;
            if (better && pattern.destination.longest(destination) >= 0 && pattern.source.longest(source) >= 0) best = pattern.fee;
        }
        return Optional.ofNullable(best);
    }

    private static boolean isAny(String source) { return source.isEmpty() || source.equals(ANY); }

    /** The characters that whatever matches must begin with; empty if nobody knows. */
    static String beginning(String pattern) {
        if (!pattern.startsWith("^") || pattern.indexOf('|') >= 0) return "";
        int end = 1;
        while (end < pattern.length() && isPlain(pattern.charAt(end))) end++;
        boolean optional = end < pattern.length() && end > 1 && "?*{".indexOf(pattern.charAt(end)) >= 0;
        return pattern.substring(1, optional ? end - 1 : end);
    }

    private static boolean isPlain(char c) { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '@' || c == '_'; }

    /** Fees by what their numbers begin with. */
    private static final class Patterns {
        private final Map<String, List<Pattern>> byBeginning = new HashMap<>();
        private int longest;

        void add(Fee fee) {
            String beginning = beginning(fee.destination());
            longest = Math.max(longest, beginning.length());
            byBeginning.computeIfAbsent(beginning, _ -> new ArrayList<>(1)).add(new Pattern(fee));
        }

        List<Pattern> candidates(String destination) {
            List<Pattern> found = new ArrayList<>();
            for (int length = Math.min(longest, destination.length()); length >= 0; length--) {
                found.addAll(byBeginning.getOrDefault(destination.substring(0, length), List.of()));
            }
            return found;
        }
    }

    private static final class Pattern {
        private final Fee fee;
        private final Expression destination;
        private final Expression source;

        Pattern(Fee fee) {
            this.fee = fee;
            this.destination = new Expression(fee.destination());
            this.source = new Expression(fee.source());
        }
    }

    /** Compiled when first needed; two threads may both do it. */
    private static final class Expression {
        private final String text;
        private volatile @Nullable PerlPattern compiled;

        Expression(String text) { this.text = text; }

        /** Characters that the first match has; -1 if there is none. */
        int longest(String number) {
            if (isAny(text)) return Math.min(1, number.length());
            PerlPattern pattern = compiled;
            if (pattern == null) {
                pattern = compile();
                compiled = pattern;
            }
            Optional<MatchResult> match = pattern.find(number);
            return match.isPresent() ? match.get().end() - match.get().start() : -1;
        }

        private PerlPattern compile() {
            try {
                return PerlPattern.of(text);
            } catch (PatternSyntaxException spoiled) {
                LOG.warn("the pattern of a fee matches nothing, correct it at /api/billingfees/: {}", spoiled.getMessage());
                return NEVER;
            }
        }
    }
}
