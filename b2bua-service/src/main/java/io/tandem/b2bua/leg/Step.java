package io.tandem.b2bua.leg;

import java.util.List;

/** What a machine answers to an event: the state it is in now, and what is to be done, in this order. */
public record Step<S, C>(S state, List<C> commands) {
    public Step {
        commands = List.copyOf(commands);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // List.of copies the array
    static <S, C> Step<S, C> go(S state, C... commands) {
        return new Step<>(state, List.of(commands));
    }

    static <S, C> Step<S, C> ignore(S state) {
        return new Step<>(state, List.of());
    }
}
