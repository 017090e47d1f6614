package io.tandem.data.header;

import java.util.List;
import java.util.Optional;

import io.tandem.data.rewrite.RewriteList;

/** What becomes of headers on one way through the switch. Immutable.
 * @param stopper    if it applies no later rule is looked at
 * @param conditions all must hold
 * @param actions    in the order in which they are taken */
public record HeaderRule(Direction direction, boolean stopper, List<Condition> conditions, List<Action> actions) {
    public HeaderRule {
        conditions = List.copyOf(conditions);
        actions = List.copyOf(actions);
    }

    /** Where on its way a call, or the answer to it, is looked at. */
    public enum Direction { A_INBOUND, LOCAL, PEER, A_OUTBOUND, B_OUTBOUND, CF_INBOUND, CF_OUTBOUND, REPLY }

    /** Part of a value: all of it, or of the URI in it. */
    public enum Part { FULL, USERNAME, DOMAIN, PORT }

    /** Where a value is found by its name. INPUT: the name is the value. */
    public enum Source { INPUT, HEADER, PREFERENCE, AVP }

    /** How values are compared. IS: the same text. MATCHES: a shell pattern for all of it. REGEXP: a Perl pattern that is searched. */
    public enum Expression { IS, CONTAINS, MATCHES, REGEXP }

    /** What is done. RSUB: its value is {@code /pattern/replacement/}. HEADER and PREFERENCE: like SET with the value that they name. */
    public enum Type { SET, ADD, REMOVE, RSUB, HEADER, PREFERENCE }

    /** Rewrite rules that a value goes through first. */
    public record Rewrite(int set, RewriteList list) {}

    /** Holds if one of the values fits, or, negated, if none does.
     * @param name      of what is looked at
     * @param valueType how the values are meant */
    public record Condition(Source source, Part part, String name, Expression expression, boolean negated, Source valueType, List<String> values,
                            Optional<Rewrite> rewrite) {
        public Condition {
            values = List.copyOf(values);
        }
    }

    /** @param header    name of a header, or {@code $avp(s:name)}
     * @param value     by type
     * @param valuePart of the header that the value names */
    public record Action(Type type, String header, Part part, String value, Part valuePart, Optional<Rewrite> rewrite) {}
}
