package io.tandem.b2bua.leg;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Renders a machine as text without the spaces of its columns, a line for each state and event, so that a test shows all of it. */
final class Table {
    private Table() {}

    static <S, E, C> String of(List<S> states, List<E> events, BiFunction<S, E, Step<S, C>> machine) {
        return states.stream()
            .map(state -> events.stream().map(event -> line(state, event, machine.apply(state, event))).collect(Collectors.joining("\n")))
            .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The table of a test in the same form. */
    static String plain(String table) {
        return table.replaceAll(" *\\| *", "|");
    }

    private static String line(Object state, Object event, Step<?, ?> step) {
        String next = step.state().equals(state) ? "=" : text(step.state());
        return text(state) + "|" + text(event) + "|" + next + "|" + step.commands().stream().map(Table::text).collect(Collectors.joining(" "));
    }

    private static String text(Object value) {
        return value.toString().replaceAll("[a-zA-Z]+=", "").replace("[]", "").replace("[x, w]", "[w, x]");
    }
}
