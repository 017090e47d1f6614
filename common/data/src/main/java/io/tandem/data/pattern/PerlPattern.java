package io.tandem.data.pattern;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression as operators write it: the dialect of Perl and PCRE, searched for anywhere in the text. Bounded: a pattern that backtracks
 * without end is stopped. Immutable, any thread.
 */
public final class PerlPattern {
    /** Characters that a search may look at; an ordinary one needs a few per character of the text. */
    static final int MAX_STEPS = 200_000;

    private final Pattern pattern;

    private PerlPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @throws PatternSyntaxException if it is none; its description says why */
    public static PerlPattern of(String text) {
        return new PerlPattern(Pattern.compile(PerlDialect.toJava(text)));
    }

    /** The first match; empty if there is none.
     * @throws PatternTooCostlyException if that cannot be said in bounded time */
    public Optional<MatchResult> find(String text) {
        Matcher matcher = pattern.matcher(new Bounded(text, pattern.pattern()));
        try {
            return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
        } catch (StackOverflowError tooDeep) {
            throw new PatternTooCostlyException(pattern.pattern(), text, MAX_STEPS);
        }
    }

    public boolean matches(String text) {
        return find(text).isPresent();
    }

    /** Number of capturing groups. */
    public int groups() {
        return pattern.matcher("").groupCount();
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }

    /** A text that counts how often it is looked at. */
    private static final class Bounded implements CharSequence {
        private final String text;
        private final String pattern;
        private int steps;

        Bounded(String text, String pattern) {
            this.text = text;
            this.pattern = pattern;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MAX_STEPS) {
                throw new PatternTooCostlyException(pattern, text, MAX_STEPS);
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
