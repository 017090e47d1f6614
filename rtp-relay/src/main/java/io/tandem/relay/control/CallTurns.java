package io.tandem.relay.control;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

import io.tandem.net.Scheduler;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.SessionTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The order of commands on a call: one that reports waits until the kernel's packets are counted, and those that come after it wait for it. Control
 * thread. */
final class CallTurns {
    private record Waiting(boolean reports, Runnable command) {}

    private static final Logger LOG = LoggerFactory.getLogger(CallTurns.class);

    private final SessionTable sessions;
    private final Scheduler control;
    /** Of calls that are being counted, by Call-ID: what comes after the command that had them counted. */
    private final Map<String, Queue<Waiting>> counted = new HashMap<>();

    CallTurns(SessionTable sessions, Scheduler control) {
        this.sessions = sessions;
        this.control = control;
    }

    /** Carries out a command: at once, unless its report needs figures of the kernel, or one before it on the same call waits. */
    void take(NgRequest request, boolean reports, Runnable command) {
        if (!reports && counted.isEmpty()) {
            command.run();
            return;
        }
        String callId = request.text("call-id").orElse("");
        Queue<Waiting> before = counted.get(callId);
        if (before != null) {
            before.add(new Waiting(reports, command));
        } else if (!waits(callId, reports, command, new ArrayDeque<>())) {
            command.run();
        }
    }

    /** @param next what comes after it
     * @return false if there is nothing to wait for */
    private boolean waits(String callId, boolean reports, Runnable command, Queue<Waiting> next) {
        Optional<Call> call = reports ? sessions.find(callId, Optional.empty(), Optional.empty(), Optional.empty()).map(Call.View::call)
                .filter(Call::isInKernel) : Optional.empty();
        return call.filter(known -> isCounted(known, callId, command, next)).isPresent();
    }

    private boolean isCounted(Call call, String callId, Runnable command, Queue<Waiting> next) {
        counted.put(callId, next);
        try {
            call.whenCounted(control, () -> goOn(callId, command, next));
            return true;
        } catch (RuntimeException e) {
            LOG.error("packets of call {} in the kernel cannot be counted", callId, e);
            counted.remove(callId);
            return false;
        }
    }

    private void goOn(String callId, Runnable command, Queue<Waiting> next) {
        if (!counted.remove(callId, next)) return;
        run(command);
        for (Waiting one = next.poll(); one != null; one = next.poll()) {
            if (waits(callId, one.reports, one.command, next)) return;
            run(one.command);
        }
    }

    /** A reply that cannot be sent is no reason to hold up the next command. */
    private static void run(Runnable command) {
        try {
            command.run();
        } catch (RuntimeException e) {
            LOG.error("ng command failed", e);
        }
    }
}
