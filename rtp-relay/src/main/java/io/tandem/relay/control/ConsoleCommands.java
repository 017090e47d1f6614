package io.tandem.relay.control;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.net.EventLoop;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.LoopCall;

/** {@code tandem ctl relay ...}: the console over the control port. Any thread; the work is done on the control loop. */
public final class ConsoleCommands implements ControlCommands {
    private static final int DEFAULT_LIMIT = 100;

    private final RelayConsole console;
    private final LoopCall loop;

    public ConsoleCommands(RelayConsole console, EventLoop control) {
        this.console = console;
        this.loop = new LoopCall(control);
    }

    @Override
    public List<ControlCommand> commands() {
        return List.of(
                ControlCommand.of("list", "list [COUNT]: calls, oldest first; " + DEFAULT_LIMIT + " of them unless a count is given.", p -> {
                    int limit = Math.clamp(p.integer(0, "count", DEFAULT_LIMIT), 0, Integer.MAX_VALUE);
                    return loop.call(() -> console.list(limit));
                }),
                ControlCommand.of("show", "show CALL-ID: a call as the ng command query shows it.", p -> {
                    String callId = p.text(0, "call-id");
                    return found(callId, loop.call(() -> console.show(callId)));
                }),
                ControlCommand.of("explain", "explain CALL-ID: a call in words: what was learnt from where, where its media pass, and what was dropped.",
                        p -> {
                            String callId = p.text(0, "call-id");
                            return found(callId, loop.call(() -> console.explain(callId)));
                        }),
                ControlCommand.of("kill", "kill CALL-ID|all: ends a call, or all, at once.", p -> {
                    String callId = p.text(0, "call-id");
                    return loop.call(() -> kill(callId));
                }),
                ControlCommand.of("role", "role: does this relay serve calls, or stand by for another one?", _ -> role()),
                ControlCommand.of("activate", "activate: this relay goes on with every call it knows of; for tests, as HA does it by itself.", _ -> {
                    console.role().becomeActive();
                    return role();
                }),
                ControlCommand.of("standby", "standby: this relay lets go of all calls and follows the other one; for tests.", _ -> {
                    becomeStandby();
                    return role();
                }),
                ControlCommand.of("stats", "stats: figures of the whole relay, as the ng command statistics gives them.",
                        _ -> loop.call(() -> console.statistics().plain())));
    }

    /** After what was said before. */
    private Object role() throws ControlFault {
        return loop.call(() -> Map.of("role", console.role().isActive() ? "active" : "standby", "calls", console.size()));
    }

    private void becomeStandby() throws ControlFault {
        try {
            console.role().becomeStandby();
        } catch (IllegalStateException e) {
            throw ControlFault.failed(String.valueOf(e.getMessage()));
        }
    }

    /** Control thread. */
    private Object kill(String callId) throws ControlFault {
        try {
            if (callId.equals("all")) return Map.of("ended", console.killAll());
            if (!console.kill(callId)) throw unknown(callId);
            return Map.of("ended", 1);
        } catch (IllegalStateException e) {
            throw ControlFault.failed(String.valueOf(e.getMessage()));
        }
    }

    private static Object found(String callId, Optional<?> what) throws ControlFault {
        if (what.isEmpty()) throw unknown(callId);
        return what.get();
    }

    private static ControlFault unknown(String callId) {
        return ControlFault.notFound("no call '" + callId + "' here; 'list' names those there are");
    }
}
