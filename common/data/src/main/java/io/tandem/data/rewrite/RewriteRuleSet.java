package io.tandem.data.rewrite;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules of one set, each list in the order in which they are tried. Immutable. */
public final class RewriteRuleSet {
    /** What applies where no set is configured: numbers stay as they are. */
    public static final RewriteRuleSet NONE = new RewriteRuleSet(Map.of());

    private final Map<RewriteList, List<RewriteRule>> lists;

    public RewriteRuleSet(Map<RewriteList, List<RewriteRule>> lists) {
        Map<RewriteList, List<RewriteRule>> copy = new EnumMap<>(RewriteList.class);
        lists.forEach((list, rules) -> copy.put(list, List.copyOf(rules)));
        this.lists = copy;
    }

    /** The number after the first rule that matches; as it was if none does.
     * @throws io.tandem.data.pattern.PatternTooCostlyException if a rule cannot be decided in bounded time */
    public String rewrite(RewriteList list, String number, RewriteVariables variables) {
        for (RewriteRule rule : lists.getOrDefault(list, List.of())) {
            Optional<String> rewritten = rule.apply(number, variables);
            if (rewritten.isPresent()) {
                return rewritten.get();
            }
        }
        return number;
    }
}
