package io.tandem.cli.ctl;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.rpc.ControlClient;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code tandem explain}: why calls go where they go. */
@Command(name = "explain", mixinStandardHelpOptions = true, description = "Explains what becomes of a call, step by step.")
public final class ExplainCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--proxy", paramLabel = "HOST:PORT", scope = CommandLine.ScopeType.INHERIT,
        description = "control port of the proxy; else as the config file has it, else of this host")
    private String proxy = "";

    @Option(names = "--json", scope = CommandLine.ScopeType.INHERIT, description = "print the answer as JSON")
    private boolean json;

    /** 0 explained, 1 no such caller or no proxy (the reason on standard error), 2 wrong usage. */
    @Command(name = "call", mixinStandardHelpOptions = true, description = {"What would become of a call. Nothing is sent.",
        "'tandem explain call alice@example.org 0043664123 --at 18:00'"})
    int call(@Parameters(paramLabel = "FROM", description = "the caller: user@domain, or one of its numbers") String from,
             @Parameters(paramLabel = "TO", description = "what is dialled: a number or name, user@domain, or a URI") String to,
             @Option(names = "--at", paramLabel = "TIME", defaultValue = "",
                 description = "18:00, 2026-12-24T18:00 (of this host's time zone) or 2026-12-24T18:00:00Z; now without it") String at,
             @Option(names = "--source", paramLabel = "IP", defaultValue = "", description = "address of the phone") String source,
             @Option(names = "--from-peer", paramLabel = "SERVER", defaultValue = "",
                 description = "the call comes from this peering server, by name or id; FROM is what it shows") String peer,
             @Option(names = "-H", paramLabel = "HEADER", description = "header of the INVITE, such as 'User-Agent: x', 'Privacy: id' or a From")
             List<String> headers) throws IOException, InterruptedException {
        List<Object> arguments = new ArrayList<>(peer.isEmpty() ? List.of() : List.of(peer));
        arguments.addAll(List.of(from, to, at.isEmpty() ? "" : instant(at).toString()));
        if (!source.isEmpty()) {
            arguments.add("P-NGCP-Src-Ip: " + source);
        }
        arguments.addAll(headers == null ? List.of() : headers);
        return ask(peer.isEmpty() ? "call.explain" : "call.explain_peer", arguments);
    }

    /** As {@link #call}. */
    @Command(name = "recent", mixinStandardHelpOptions = true, description = "What was decided on the last calls, the latest first.")
    int recent(@Parameters(arity = "0..1", paramLabel = "COUNT|CALL-ID", description = "how many, or which", defaultValue = "20") String which)
        throws IOException, InterruptedException {
        return ask("call.recent", List.of(which));
    }

    private int ask(String command, List<Object> arguments) throws IOException, InterruptedException {
        try (ControlClient client = new ControlClient(proxy.isEmpty() ? Element.PROXY.address(Settings.ofThisNode()) : proxy, PATIENCE)) {
            print(client.call(command, arguments));
            return 0;
        } catch (ControlFault fault) {
            spec.commandLine().getErr().println("error: " + fault.code() + " - " + fault.text());
            return 1;
        }
    }

    private void print(Object answer) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } else if (answer instanceof List<?> calls) {
            calls.forEach(call -> out.print(text((Map<?, ?>) call)));
        } else {
            out.print(text((Map<?, ?>) answer));
        }
        out.flush();
    }

    /** A step takes three lines: its name, what it looked at, what it said. */
    static String text(Map<?, ?> call) {
        StringBuilder text = new StringBuilder("%s calls %s at %s, Call-ID %s%n".formatted(call.get("caller"), call.get("dialled"), call.get("time"),
            call.get("call_id")));
        int number = 0;
        for (Object step : call.get("steps") instanceof List<?> steps ? steps : List.of()) {
            Map<?, ?> members = (Map<?, ?>) step;
            text.append("%3d. %s (§%s)%n       %s%n       -> %s%n".formatted(++number, members.get("step"), members.get("section"), members.get("input"),
                members.get("verdict")));
        }
        return text.toString();
    }

    private Instant instant(String text) {
        ZoneId zone = ZoneId.systemDefault();
        try {
            if (text.endsWith("Z")) {
                return Instant.parse(text);
            }
            LocalDateTime local = text.contains("T") ? LocalDateTime.parse(text) : LocalDate.now(zone).atTime(LocalTime.parse(text));
            return local.atZone(zone).toInstant();
        } catch (DateTimeParseException e) {
            throw new ParameterException(spec.commandLine(), "'" + text + "' is no time; write 18:00, 2026-12-24T18:00 or 2026-12-24T18:00:00Z");
        }
    }
}
