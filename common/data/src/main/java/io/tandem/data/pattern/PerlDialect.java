package io.tandem.data.pattern;

import java.util.Map;

/** Rewrites a Perl regular expression for {@link java.util.regex.Pattern} where the two read the same characters differently. */
final class PerlDialect {
    private static final Map<String, String> CLASSES = Map.ofEntries(Map.entry("alpha", "Alpha"), Map.entry("digit", "Digit"),
        Map.entry("alnum", "Alnum"), Map.entry("upper", "Upper"), Map.entry("lower", "Lower"), Map.entry("space", "Space"),
        Map.entry("punct", "Punct"), Map.entry("xdigit", "XDigit"), Map.entry("graph", "Graph"), Map.entry("print", "Print"),
        Map.entry("blank", "Blank"), Map.entry("cntrl", "Cntrl"));

    private final String perl;
    private final StringBuilder java = new StringBuilder();
    private int at;

    private PerlDialect(String perl) {
        this.perl = perl;
    }

    static String toJava(String perl) {
        return new PerlDialect(perl).translate();
    }

    private String translate() {
        while (at < perl.length()) {
            if (perl.startsWith("\\Q", at)) {
                quotation();
            } else if (perl.charAt(at) == '\\') {
                copy(2);
            } else if (perl.charAt(at) == '[') {
                characterClass();
            } else if (perl.startsWith("(?P<", at)) {
                java.append("(?<");
                at += 4;
            } else if (perl.startsWith("(?P=", at)) {
                namedReference();
            } else {
                copy(1);
            }
        }
        return java.toString();
    }

    private void quotation() {
        int end = perl.indexOf("\\E", at);
        copy((end < 0 ? perl.length() : end + 2) - at);
    }

    private void namedReference() {
        int end = perl.indexOf(')', at);
        if (end < 0) {
            copy(perl.length() - at);
            return;
        }
        java.append("\\k<").append(perl, at + 4, end).append('>');
        at = end + 1;
    }

    /** A bracket inside brackets stands for itself in Perl; in Java it would open a union, and {@code &&} an intersection. */
    private void characterClass() {
        copy(1);
        if (perl.startsWith("^", at)) {
            copy(1);
        }
        if (perl.startsWith("]", at)) {
            java.append("\\]");
            at++;
        }
        while (at < perl.length() && perl.charAt(at) != ']') {
            char c = perl.charAt(at);
            if (c == '\\') {
                copy(2);
            } else if (c == '[' && !namedClass() || c == '&') {
                java.append('\\').append(c);
                at++;
            } else if (c != '[') {
                copy(1);
            }
        }
        copy(1);
    }

    /** {@code [:digit:]} within brackets. */
    private boolean namedClass() {
        int end = perl.startsWith("[:", at) ? perl.indexOf(":]", at) : -1;
        if (end < 0) {
            return false;
        }
        boolean not = perl.startsWith("^", at + 2);
        String name = CLASSES.get(perl.substring(at + (not ? 3 : 2), end));
        if (name == null) {
            return false;
        }
        java.append(not ? "\\P{" : "\\p{").append(name).append('}');
        at = end + 2;
        return true;
    }

    private void copy(int length) {
        int end = Math.min(perl.length(), at + length);
        java.append(perl, at, end);
        at = end;
    }
}
