package io.tandem.data.pattern;

/**
 * A pattern as a shell has it, for the whole text: {@code *} any characters, {@code ?} one, {@code [x-y]} one of these, {@code [!x-y]} one of no
 * such; a bracket that is never closed stands for itself. Letters count as they are written. Immutable.
 *
 * @param pattern the text
 */
public record Wildcard(String pattern) {

    /** Takes at most pattern length times text length steps and allocates nothing. */
    public boolean matches(String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int taken = 0;
        while (at < text.length()) {
            if (in < pattern.length() && pattern.charAt(in) == '*') {
                star = in++;
                taken = at;
            } else if (in < pattern.length() && one(in, text.charAt(at))) {
                in = next(in);
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++taken;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }

    private boolean one(int in, char c) {
        return switch (pattern.charAt(in)) {
            case '?' -> true;
            case '[' -> closing(in) < 0 ? c == '[' : inClass(in, c);
            default -> pattern.charAt(in) == c;
        };
    }

    private int next(int in) {
        int close = pattern.charAt(in) == '[' ? closing(in) : -1;
        return close < 0 ? in + 1 : close + 1;
    }

    /** A bracket right behind the opening one is a member. */
    private int closing(int in) {
        return pattern.indexOf(']', in + (isNegated(in) ? 3 : 2));
    }

    private boolean isNegated(int in) {
        return in + 1 < pattern.length() && (pattern.charAt(in + 1) == '!' || pattern.charAt(in + 1) == '^');
    }

    private boolean inClass(int in, char c) {
        int close = closing(in);
        boolean found = false;
        for (int i = in + (isNegated(in) ? 2 : 1); i < close; i++) {
            if (i + 2 < close && pattern.charAt(i + 1) == '-') {
                found |= pattern.charAt(i) <= c && c <= pattern.charAt(i + 2);
                i += 2;
            } else {
                found |= pattern.charAt(i) == c;
            }
        }
        return found != isNegated(in);
    }

    @Override
    public String toString() {
        return pattern;
    }
}
