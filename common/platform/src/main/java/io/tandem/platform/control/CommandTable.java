package io.tandem.platform.control;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

import io.tandem.platform.plain.PlainValues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands of a service by name. Any thread. */
public final class CommandTable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandTable.class);

    private final Map<String, ControlCommand> commands = new ConcurrentSkipListMap<>();

    /** With {@code system.*} and {@code core.*}. @param service its name, for {@code core.version} */
    public static CommandTable withBuiltIns(String service, InstantSource clock) {
        CommandTable table = new CommandTable();
        table.register(new SystemCommands(table).commands());
        table.register(new CoreCommands(service, clock).commands());
        return table;
    }

    /** @throws IllegalArgumentException if a name is taken */
    public void register(Collection<ControlCommand> more) {
        for (ControlCommand command : more) {
            if (commands.putIfAbsent(command.name(), command) != null) {
                throw new IllegalArgumentException("two control commands are called " + command.name());
            }
        }
    }

    List<String> names() {
        return List.copyOf(commands.keySet());
    }

    Optional<ControlCommand> named(String name) {
        return Optional.ofNullable(commands.get(name));
    }

    /** Runs a command; a mistake in it is a fault too. */
    public Object call(String name, List<Object> parameters) throws ControlFault {
        ControlCommand command = named(name).orElseThrow(() -> new ControlFault(ControlFault.NO_SUCH_METHOD,
            "no command '" + shortened(name) + "'; system.listMethods lists them"));
        try {
            return PlainValues.of(command.call(parameters));
        } catch (RuntimeException e) {
            LOG.error("control command {} failed", name, e);
            throw ControlFault.failed(name + " failed, see the log: " + e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "...";
    }
}
