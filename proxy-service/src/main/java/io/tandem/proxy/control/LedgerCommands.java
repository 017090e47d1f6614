package io.tandem.proxy.control;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;
import io.tandem.proxy.ledger.RedisLedger;

/** {@code calls.*}: parallel calls of the whole system. */
record LedgerCommands(RedisLedger ledger) implements ControlCommands {

    @Override public List<ControlCommand> commands() {
        return List.of(
            ControlCommand.of("calls.counters", "calls.counters [BEGINNING]: parallel calls as limits see them, such as those of 'user:' or 'account:7'.",
                this::counters),
            ControlCommand.of("calls.holds", "calls.holds CALL-ID: what a call counts in.", this::holds),
            ControlCommand.of("calls.release", "calls.release CALL-ID: a call that is long over counts no more; nothing is sent.", this::release),
            ControlCommand.of("calls.recount", "calls.recount: sets all counters to what the calls hold; Redis serves nobody meanwhile.", this::recount));
    }

    private Object counters(ControlParameters parameters) throws ControlFault {
        String beginning = parameters.text(0).orElse("");
        Map<String, Object> found = new TreeMap<>();
        RedisAnswer.of(ledger.counters()).forEach((key, calls) -> {
            if (key.startsWith(beginning)) {
                found.put(key, Long.valueOf(calls));
            }
        });
        return found;
    }

    private Object holds(ControlParameters parameters) throws ControlFault {
        String callId = parameters.text(0, "Call-ID");
        Map<String, String> held = RedisAnswer.of(ledger.holds(callId));
        if (held.isEmpty()) {
            throw ControlFault.notFound("call " + callId + " is not counted");
        }
        Map<String, Object> found = new TreeMap<>(held);
        found.remove("@active");
        return found;
    }

    private Object release(ControlParameters parameters) throws ControlFault {
        String callId = parameters.text(0, "Call-ID");
        if (!RedisAnswer.of(ledger.drop(callId))) {
            throw ControlFault.notFound("call " + callId + " is not counted");
        }
        return "ok";
    }

    private Object recount(ControlParameters parameters) throws ControlFault {
        List<Long> found = RedisAnswer.of(ledger.recount());
        return Map.of("calls", found.getFirst(), "corrected", found.getLast());
    }
}
