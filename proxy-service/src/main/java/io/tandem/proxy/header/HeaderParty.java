package io.tandem.proxy.header;

import java.util.Map;

import io.tandem.data.header.HeaderRuleSet;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.RewriteVariables;
import io.tandem.data.snapshot.Preferences;

/** The header rules that hold for one party, and what they refer to. Immutable.
 * @param rules    its own, then those of its {@code header_rule_set}
 * @param rewrites by set
 * @param own      its preferences */
public record HeaderParty(HeaderRuleSet rules, Map<Integer, RewriteRuleSet> rewrites, Preferences own) {
    public static final HeaderParty NONE = new HeaderParty(HeaderRuleSet.NONE, Map.of(), Preferences.NONE);

    public HeaderParty {
        rewrites = Map.copyOf(rewrites);
    }

    public boolean hasRules() {
        return !rules.rules().isEmpty();
    }

    RewriteVariables variables() {
        return RewriteVariables.of(own, Preferences.NONE, own);
    }
}
