package io.tandem.data.rewrite;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.pattern.PerlPattern;

/**
 * One rule: a number that {@code match} is found in becomes {@code replacement}, the whole of it, with {@code \1} to {@code \9} for what the groups
 * caught and {@code \0} for all that matched. Both may hold variables. Immutable.
 */
public final class RewriteRule {
    private final String match;
    private final String replacement;
    private final Optional<PerlPattern> constant;

    /** @throws PatternSyntaxException if {@code match} is no regular expression, or {@code replacement} names a group it does not have */
    public RewriteRule(String match, String replacement) {
        this.match = match;
        this.replacement = replacement;
        PerlPattern pattern = PerlPattern.of(RewriteVariables.NONE.inPattern(match));
        requireGroups(pattern.groups());
        this.constant = RewriteVariables.in(match) ? Optional.empty() : Optional.of(pattern);
    }

    /** The new number; empty if the rule does not match.
     * @throws io.tandem.data.pattern.PatternTooCostlyException if that cannot be said in bounded time */
    public Optional<String> apply(String number, RewriteVariables variables) {
        PerlPattern pattern = constant.orElseGet(() -> PerlPattern.of(variables.inPattern(match)));
        return pattern.find(number).map(found -> filled(variables.inText(replacement), found));
    }

    private static String filled(String template, MatchResult found) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            char next = template.charAt(i) == '\\' && i + 1 < template.length() ? template.charAt(i + 1) : 0;
            if (isDigit(next)) {
                String group = found.group(next - '0');
                result.append(group == null ? "" : group);
                i++;
            } else if (next == '\\') {
                result.append(next);
                i++;
            } else {
                result.append(template.charAt(i));
            }
        }
        return result.toString();
    }

    private void requireGroups(int groups) {
        for (int i = 0; i + 1 < replacement.length(); i++) {
            if (replacement.charAt(i) == '\\') {
                char next = replacement.charAt(++i);
                if (isDigit(next) && next - '0' > groups) {
                    throw new PatternSyntaxException("The replacement uses \\%c, but the match pattern has %d groups".formatted(next, groups), match, -1);
                }
            }
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    @Override
    public String toString() {
        return match + " -> " + replacement;
    }
}
