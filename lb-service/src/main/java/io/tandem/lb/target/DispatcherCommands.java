package io.tandem.lb.target;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.tandem.lb.socket.HostPort;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;
import io.tandem.platform.control.LoopCall;

/** {@code dispatcher.*}, as Kamailio names and shows them; all proxies are set 1. */
final class DispatcherCommands implements ControlCommands {

    private static final long SET = 1;
    private static final String LIST_HELP = "dispatcher.list: the proxies with their flags: AP active, TP new or suspect, IP down, IX drained, DX disabled";
    private static final String STATE_HELP = "dispatcher.set_state FLAGS [SET] ADDRESS: active (ap), inactive until it answers a probe (ip), drained "
            + "(ix, i: no new calls), disabled (dx, d)";
    private static final String RELOAD_HELP = "dispatcher.reload: takes the list of proxies from the configuration files; only the share of those that "
            + "come or go moves, to who comes once it answers a probe";

    private final Proxies proxies;
    private final LoopCall loop;
    private final Supplier<List<TargetProperties.Proxy>> configuration;
    private final LongSupplier nowNanos;

    /** @param configuration reads the list anew; blocks */
    DispatcherCommands(Proxies proxies, LoopCall loop, Supplier<List<TargetProperties.Proxy>> configuration, LongSupplier nowNanos) {
        this.proxies = proxies;
        this.loop = loop;
        this.configuration = configuration;
        this.nowNanos = nowNanos;
    }

    @Override
    public List<ControlCommand> commands() {
        return List.of(ControlCommand.of("dispatcher.list", LIST_HELP, _ -> list()),
                ControlCommand.of("dispatcher.set_state", STATE_HELP, this::setState),
                ControlCommand.of("dispatcher.reload", RELOAD_HELP, _ -> reload()));
    }

    private Map<String, Object> list() {
        List<Map<String, Object>> targets = proxies.all().stream().map(DispatcherCommands::shown).toList();
        return fields("NRSETS", 1L, "RECORDS", List.of(fields("SET", fields("ID", SET, "TARGETS", targets))));
    }

    private static Map<String, Object> shown(Target target) {
        return fields("DEST", fields("URI", "sip:" + HostPort.of(target.address), "FLAGS", target.state().flags(), "PRIORITY", 0L,
                "STATE", target.state().name().toLowerCase(Locale.ROOT), "WEIGHT", (long) target.weight()));
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private String setState(ControlParameters parameters) throws ControlFault {
        String flags = parameters.text(0, "flags").toLowerCase(Locale.ROOT);
        int last = Math.max(1, parameters.size() - 1);
        if (last == 2 && parameters.integer(1, "set") != SET) {
            throw ControlFault.notFound("there is no set " + parameters.text(1, "set") + ", only 1");
        }
        String text = parameters.text(last, "address");
        String address = text.startsWith("sip:") ? text.substring("sip:".length()) : text;
        boolean found = loop.call(() -> switch (flags) {
            case "ap", "a", "active" -> proxies.admit(address, Target.Admission.OPEN, Target.Life.UP);
            case "tp", "t", "suspect" -> proxies.admit(address, Target.Admission.OPEN, Target.Life.SUSPECT);
            case "ip", "down" -> proxies.admit(address, Target.Admission.OPEN, Target.Life.DOWN);
            case "i", "ix", "drained" -> proxies.admit(address, Target.Admission.DRAINED, Target.Life.UP);
            case "d", "dx", "dp", "disabled" -> proxies.admit(address, Target.Admission.DISABLED, Target.Life.UP);
            default -> throw ControlFault.badRequest("flags '" + flags + "' are none of ap, tp, ip, ix, dx");
        });
        if (!found) {
            throw ControlFault.notFound("no proxy at " + address + "; dispatcher.list shows them");
        }
        return "Ok. " + address + " is " + proxies.states().get(address);
    }

    private String reload() throws ControlFault {
        List<TargetProperties.Proxy> wanted;
        try {
            wanted = configuration.get();
        } catch (RuntimeException e) {
            throw ControlFault.failed("the list stays as it is, as the configuration cannot be read: " + e.getMessage());
        }
        return loop.call(() -> {
            try {
                proxies.reload(wanted, nowNanos.getAsLong());
            } catch (IllegalArgumentException e) {
                throw ControlFault.failed("the list stays as it is: " + e.getMessage());
            }
            return "Ok. " + proxies.states();
        });
    }
}
