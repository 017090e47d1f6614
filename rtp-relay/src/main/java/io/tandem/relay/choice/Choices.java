package io.tandem.relay.choice;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A tape of the choices made for one command: free ones are recorded, those of another relay are repeated. Control thread. */
public final class Choices {
    private final List<String> made = new ArrayList<>();
    private Optional<Deque<String>> given = Optional.empty();
    private boolean recording;

    /** From now on the choices of each command can be {@link #taken}. */
    public void record(boolean now) {
        recording = now;
        made.clear();
    }

    /** One choice, in a text form that {@link #repeat} gives back.
     * @throws OtherChoicesException if the command that is repeated makes more choices than the other relay did */
    public String make(Supplier<String> fresh) {
        if (given.isPresent()) {
            String next = given.get().poll();
            if (next == null) throw new OtherChoicesException("a command makes more choices here than at the relay that it is repeated from");
            return next;
        }
        String choice = fresh.get();
        if (recording) made.add(choice);
        return choice;
    }

    /** The choices since the last call, in their order. */
    public List<String> taken() {
        List<String> all = List.copyOf(made);
        made.clear();
        return all;
    }

    /** Carries out a command with the choices of another relay.
     * @throws OtherChoicesException if it makes fewer choices, or more */
    public void repeat(List<String> choices, Runnable command) {
        Deque<String> left = new ArrayDeque<>(choices);
        given = Optional.of(left);
        try {
            command.run();
        } finally {
            given = Optional.empty();
        }
        if (!left.isEmpty()) throw new OtherChoicesException(left.size() + " choices of the other relay are left over");
    }
}
