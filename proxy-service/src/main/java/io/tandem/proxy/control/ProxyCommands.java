package io.tandem.proxy.control;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;

/**
 * Commands about the proxy as a whole.
 *
 * @param counters totals and levels by name; any thread
 * @param wake lets the change feed look for provisioning changes now
 */
record ProxyCommands(Supplier<Map<String, Long>> counters, Runnable wake) implements ControlCommands {
    private static final String TRANSACTIONS = "tm.current";

    @Override public List<ControlCommand> commands() {
        Stream<ControlCommand> reloads = Stream.of("lcr.reload", "permissions.trustedReload", "domain.reload", "dialplan.reload")
            .map(name -> ControlCommand.of(name, name + ": reads provisioning changes now; without it they act within the poll interval.", _ -> reload()));
        return Stream.concat(reloads, Stream.of(
            ControlCommand.of("stats", "stats: what the proxy counts.", _ -> counters.get()),
            ControlCommand.of("stats.get_statistics", "stats.get_statistics: the same as 'group:name = value' texts, as Kamailio writes them.",
                _ -> counters.get().entrySet().stream().map(e -> e.getKey().replaceFirst("\\.", ":") + " = " + e.getValue()).toList()),
            ControlCommand.of("tm.stats", "tm.stats: transactions that live now.",
                _ -> Map.of("current", counters.get().getOrDefault(TRANSACTIONS, 0L))))).toList();
    }

    private String reload() {
        wake.run();
        return "ok";
    }
}
