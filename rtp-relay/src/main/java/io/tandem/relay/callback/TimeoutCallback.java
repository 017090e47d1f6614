package io.tandem.relay.callback;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.rpc.ControlClient;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.Dialogue;
import io.tandem.relay.session.EndOfCall;
import io.tandem.relay.session.Totals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the controller on a thread of its own for each call that timed out; at most {@value #MAX_CALLS} at once, so that a dead controller costs
 * neither threads nor calls. What fails is logged and not tried again: the controller has timers of its own.
 */
public final class TimeoutCallback implements EndOfCall {
    private static final int MAX_CALLS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(TimeoutCallback.class);

    private record Command(String method, List<Object> parameters) {}

    private final CallbackProperties properties;
    private final Semaphore calls = new Semaphore(MAX_CALLS);

    public TimeoutCallback(CallbackProperties properties) {
        this.properties = properties;
    }

    @Override
    public void ended(Call call, Totals.End why) {
        boolean timeout = why != Totals.End.REGULAR && why != Totals.End.FORCED;
        if (!timeout || properties.address().isEmpty()) return;
        String address = properties.address().replace("%%", call.callbackHost());
        List<Command> commands = commands(call);
        if (!calls.tryAcquire()) {
            LOG.warn("controller {} is not told that call {} ended by {}: {} callbacks wait already", address, call.callId(), why, MAX_CALLS);
            return;
        }
        Thread.ofVirtual().name("relay-callback").start(() -> {
            try {
                tell(address, call.callId(), commands);
            } finally {
                calls.release();
            }
        });
    }

    private List<Command> commands(Call call) {
        return switch (properties.format()) {
            case SEMS -> call.dialogues().stream().flatMap(dialogue -> Stream.of(dialogue.party(0), dialogue.party(1)))
                    .flatMap(party -> party.tags().stream()).distinct().map(tag -> new Command("di", List.of("sbc", "postControlCmd", tag, "teardown")))
                    .toList();
            case GENERIC -> List.of(new Command("teardown", List.of(call.callId())));
            case KAMAILIO -> call.dialogues().stream().map(dialogue -> new Command("dlg.terminate_dlg", List.of(call.callId(), tag(dialogue, 0),
                    tag(dialogue, 1)))).toList();
        };
    }

    private static String tag(Dialogue dialogue, int side) {
        return dialogue.party(side).tag().orElse("");
    }

    private static void tell(String address, String callId, List<Command> commands) {
        try (ControlClient client = new ControlClient(address, PATIENCE)) {
            for (Command command : commands) {
                try {
                    client.call(command.method(), command.parameters());
                } catch (ControlFault e) { // it need not know every tag
                    LOG.warn("controller {} refused {} for call {}: {}", address, command.method(), callId, e.getMessage());
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("controller {} was not told that call {} timed out: {}", address, callId, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
