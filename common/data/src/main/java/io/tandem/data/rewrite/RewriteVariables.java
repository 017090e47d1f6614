package io.tandem.data.rewrite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.data.snapshot.Preferences;

/**
 * What {@code ${caller_cc}} and its like stand for in the rules of one call. Immutable.
 *
 * @param values values by variable name; a variable without any is empty text
 */
public record RewriteVariables(Map<String, List<String>> values) {
    public static final RewriteVariables NONE = new RewriteVariables(Map.of());

    /** {@code ${name}}, or {@code $avp(s:name)} as the original's proxy writes it. */
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([A-Za-z0-9_]+)}|avp\\(s:([A-Za-z0-9_]+)\\))");
    private static final List<String> OF_PARTIES = List.of("cc", "ac", "emergency_prefix", "emergency_suffix", "emergency_cli");
    private static final int GENERAL_PURPOSE = 10;

    public RewriteVariables {
        values = Map.copyOf(values);
    }

    /** Of a caller whose customer, too, may have prefix, suffix and number for emergency calls.
     * @param caller   preferences of who calls
     * @param customer those of its customer
     * @param callee   preferences of who is called
     * @param owner    preferences of whom the rules belong to */
    public static RewriteVariables of(Preferences caller, Preferences customer, Preferences callee, Preferences owner) {
        RewriteVariables variables = of(caller, callee, owner);
        if (customer == Preferences.NONE) {
            return variables;
        }
        Map<String, List<String>> values = new HashMap<>(variables.values);
        OF_PARTIES.stream().filter(name -> name.startsWith("emergency_")).forEach(name ->
            values.computeIfPresent("caller_" + name, (_, own) -> own.isEmpty() ? customer.list(name) : own));
        return new RewriteVariables(values);
    }

    /** @param caller preferences of who calls
     * @param callee preferences of who is called
     * @param owner  preferences of whom the rules belong to, for {@code gpp0} to {@code gpp9} */
    public static RewriteVariables of(Preferences caller, Preferences callee, Preferences owner) {
        Map<String, List<String>> values = new HashMap<>();
        for (String name : OF_PARTIES) {
            values.put("caller_" + name, caller.list(name));
            values.put("callee_" + name, callee.list(name));
        }
        for (int i = 0; i < GENERAL_PURPOSE; i++) {
            values.put("gpp" + i, owner.list("gpp" + i));
        }
        return new RewriteVariables(values);
    }

    /** These and one more. */
    public RewriteVariables with(String name, String value) {
        Map<String, List<String>> more = new HashMap<>(values);
        more.put(name, List.of(value));
        return new RewriteVariables(more);
    }

    static boolean in(String template) {
        return VARIABLE.matcher(template).find();
    }

    /** A replacement with the first value of each variable in its place, written so that it stands for itself. */
    String inText(String template) {
        return expand(template, values -> values.isEmpty() ? "" : values.getFirst().replace("\\", "\\\\"));
    }

    /** A pattern in which each variable matches its values and nothing else. */
    String inPattern(String template) {
        return expand(template, RewriteVariables::alternatives);
    }

    private String expand(String template, Function<List<String>, String> written) {
        return VARIABLE.matcher(template).replaceAll(found -> Matcher.quoteReplacement(written.apply(values.getOrDefault(name(found), List.of()))));
    }

    private static String name(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }

    private static String alternatives(List<String> values) {
        List<String> quoted = values.stream().map(RewriteVariables::quoted).toList();
        boolean plain = quoted.size() == 1 && !quoted.getFirst().isEmpty();
        return plain ? quoted.getFirst() : "(?:" + String.join("|", quoted) + ")";
    }

    /** Unlike {@code \Q} this also holds within brackets. */
    private static String quoted(String value) {
        return value.replaceAll("[^A-Za-z0-9]", "\\\\$0");
    }
}
