package io.tandem.data.header;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules of one owner. Immutable.
 * @param rules enabled ones, in the order in which they are tried */
public record HeaderRuleSet(List<HeaderRule> rules) {
    public static final HeaderRuleSet NONE = new HeaderRuleSet(List.of());

    public HeaderRuleSet {
        rules = List.copyOf(rules);
    }

    /** Those of both, these first. */
    public HeaderRuleSet and(HeaderRuleSet others) {
        return others.rules.isEmpty() ? this : rules.isEmpty() ? others : new HeaderRuleSet(Stream.concat(rules.stream(), others.rules.stream()).toList());
    }

    /** Ids of the rewrite rule sets that values go through. */
    public Set<Integer> rewriteSets() {
        return rules.stream().flatMap(rule -> Stream.concat(rule.conditions().stream().map(HeaderRule.Condition::rewrite),
                rule.actions().stream().map(HeaderRule.Action::rewrite))).flatMap(rewrite -> rewrite.stream()).map(HeaderRule.Rewrite::set)
                .collect(Collectors.toUnmodifiableSet());
    }
}
