package io.tandem.proxy.caller;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.tandem.data.customer.CustomerLocation;
import io.tandem.data.mapping.LocationMapping;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.RewriteVariables;
import io.tandem.data.rewrite.UpnRewriting;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.sound.SoundSet;

/** All settings that hold for one party of a call (§2.5), as they were when the call came. Immutable.
 * @param own      user over profile over domain; of a caller's or callee's own
 * @param customer of its customer, for emergency calls of the place that is called from: a second, separate check
 * @param reseller of its reseller: limits only
 * @param rules    its rewrite rules
 * @param ncos     restrictions of its calls, in the order in which they are asked: of the customer by administrators, of the user by
 *                 administrators, of the customer, of the user; each its level, then its set
 * @param sounds   what is played to it, or to its callers
 * @param mappings where calls of a callee go beside or instead of its registrations
 * @param upn      what a caller shows instead of numbers that it provides */
public record PartySnapshot(Preferences own, Preferences customer, Preferences reseller, RewriteRuleSet rules, List<Restriction> ncos, SoundSet sounds,
                            List<LocationMapping> mappings, UpnRewriting upn) {
    public static final PartySnapshot NONE = new PartySnapshot(Preferences.NONE, Preferences.NONE, Preferences.NONE, RewriteRuleSet.NONE, List.of());

    public PartySnapshot {
        ncos = List.copyOf(ncos);
        mappings = List.copyOf(mappings);
    }

    /** Without sounds, mappings and rewriting of the user-provided number. */
    public PartySnapshot(Preferences own, Preferences customer, Preferences reseller, RewriteRuleSet rules, List<Restriction> ncos) {
        this(own, customer, reseller, rules, ncos, SoundSet.NONE, List.of(), UpnRewriting.NONE);
    }

    public PartySnapshot with(SoundSet read) {
        return new PartySnapshot(own, customer, reseller, rules, ncos, read, mappings, upn);
    }

    public PartySnapshot mapped(List<LocationMapping> read) {
        return new PartySnapshot(own, customer, reseller, rules, ncos, sounds, read, upn);
    }

    PartySnapshot rewriting(UpnRewriting read) {
        return new PartySnapshot(own, customer, reseller, rules, ncos, sounds, mappings, read);
    }

    /** With other settings of its own. */
    public PartySnapshot withOwn(Preferences other) {
        return new PartySnapshot(other, customer, reseller, rules, ncos, sounds, mappings, upn);
    }

    /** The same for a caller at a place of its customer. Limits of the place are counted on their own, beside the customer's. */
    PartySnapshot at(CustomerLocation place) {
        Map<String, List<String>> nearer = new HashMap<>(place.preferences().values());
        nearer.keySet().removeIf(name -> !name.startsWith("emergency_"));
        return nearer.isEmpty() ? this : new PartySnapshot(own, new Preferences(nearer).over(customer), reseller, rules, ncos, sounds, mappings, upn);
    }

    /** The number as this party's rules write it.
     * @param variables asked for only if there are rules
     * @throws io.tandem.data.pattern.PatternTooCostlyException if a rule cannot be decided in bounded time */
    public String rewrite(RewriteList list, String number, Supplier<RewriteVariables> variables) {
        return rules == RewriteRuleSet.NONE ? number : rules.rewrite(list, number, variables.get());
    }

    /** For a trace: which levels say anything at all. */
    public String describe() {
        return "user, profile and domain: %d set; customer: %d set; reseller: %d set; %s; NCOS: %s".formatted(own.values().size(),
                customer.values().size(), reseller.values().size(),
                own.string("rewrite_rule_set").map(set -> "rewrite rule set " + set).orElse("no rewrite rules"),
                ncos.isEmpty() ? "none" : String.join(", ", ncos.stream().map(restriction -> restriction.level().name()).toList()));
    }
}
