package io.tandem.provisioning.row;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Table;

/**
 * What makes a resource out of a table.
 *
 * @param source    where items are read; a field that is not read-only and is a column of the target is written to it, others are up to the rules
 * @param target    the table that is written; the source begins with it and its alias
 * @param duplicate what is refused when a unique key of the table has the values already
 * @param order     fields by which items stand where they are shown within another; then by id
 */
public record RowPlan(Declaration declaration, Table source, String target, List<Rule> rules, Notice notice, Function<Values, String> duplicate,
                      Effect effect, List<String> order) {
    public RowPlan {
        rules = List.copyOf(rules);
        order = List.copyOf(order);
    }

    /** @param entity what the change feed calls an item; its key is the item's id */
    public static RowPlan of(Declaration declaration, Table source, String target, String entity) {
        return new RowPlan(declaration, source, target, List.of(), Notice.of(entity, "id"), _ -> declaration.entity() + " already exists.",
            Effect.NONE, List.of());
    }

    /** What the source calls the table. */
    String alias() {
        return source.from().substring(target.length()).strip().split("\\W", 2)[0];
    }

    public RowPlan rules(Rule... more) {
        List<Rule> all = new ArrayList<>(rules);
        all.addAll(List.of(more));
        return new RowPlan(declaration, source, target, all, notice, duplicate, effect, order);
    }

    /** The change feed is told of the item that this field names. */
    public RowPlan partOf(String field) {
        return partOf(field, LongUnaryOperator.identity());
    }

    /** The change feed is told of the item that the key of this field's item is. */
    public RowPlan partOf(String field, LongUnaryOperator key) {
        return new RowPlan(declaration, source, target, rules, new Notice(notice.entity(), field, key), duplicate, effect, order);
    }

    public RowPlan duplicate(Function<Values, String> text) {
        return new RowPlan(declaration, source, target, rules, notice, text, effect, order);
    }

    public RowPlan orderedBy(String... fields) {
        return new RowPlan(declaration, source, target, rules, notice, duplicate, effect, List.of(fields));
    }

    public RowPlan effect(Effect more) {
        return new RowPlan(declaration, source, target, rules, notice, duplicate, more, order);
    }
}
