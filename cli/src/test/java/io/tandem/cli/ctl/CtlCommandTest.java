package io.tandem.cli.ctl;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.http.AllowedNetworks;
import io.tandem.platform.control.http.ControlEndpoint;
import io.tandem.platform.control.http.ControlListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class CtlCommandTest {
    private final CommandTable commands = CommandTable.withBuiltIns("lb-service", Clock.systemUTC());
    private final ControlListener node = ControlListener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new ControlEndpoint(commands, AllowedNetworks.of(List.of()), new SimpleMeterRegistry()));
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine ctl = new CommandLine(new CtlCommand()).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler((failure, command, _) -> {
            command.getErr().println(failure.getMessage());
            return 1;
        });

    private final List<Map<String, Object>> reads = new ArrayList<>();

    @BeforeEach void traces() {
        commands.register(List.of(
            ControlCommand.of("trace.start", "", p -> p.text(0, "").equals("c1") && p.integer(1, "") == 7 ? 5 : 0),
            ControlCommand.of("trace.read", "", p -> p.integer(0, "") == 5 ? reads.removeFirst() : Map.of())));
    }

    @AfterEach void close() {
        node.close();
    }

    @Test void methodsAreListedOneALineAlsoAsKamctlWroteIt() {
        assertThat(run("lb", "fifo", "system.listMethods")).isZero();
        assertThat(out.toString()).isEqualTo("core.info\ncore.uptime\ncore.version\nsystem.listMethods\nsystem.methodHelp\nsystem.methodSignature\n"
            + "trace.read\ntrace.start\n");
    }

    @Test void structsArePrintedAsKamcmdDoes() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", "192.0.2.7");
        entry.put("value", 1);
        entry.put("tags", List.of("a", "b"));
        entry.put("none", List.of());
        commands.register(List.of(ControlCommand.of("htable.dump", "", _ -> List.of(entry, entry))));
        assertThat(run("lb", "htable.dump", "ipban")).isZero();
        String one = "{\n\tname: 192.0.2.7\n\tvalue: 1\n\ttags: [\n\t\ta\n\t\tb\n\t]\n\tnone: []\n}\n";
        assertThat(out.toString()).isEqualTo(one + one);
    }

    @Test void theResultCanBeHadAsJson() {
        commands.register(List.of(ControlCommand.of("pair", "", p -> p.values())));
        assertThat(run("--json", "lb", "pair", "1", "x")).isZero();
        assertThat(out.toString().replaceAll("\\s", "")).isEqualTo("[1,\"x\"]");
    }

    @Test void digitsAreNumbersUnlessMarkedAsText() {
        List<Object> got = new ArrayList<>();
        commands.register(List.of(ControlCommand.of("take", "", p -> got.addAll(p.values()))));
        assertThat(run("lb", "take", "123", "s:123", "0043", "-5", "1.2.3.4", "s:", "99999999999999999999")).isZero();
        assertThat(got).containsExactly(123L, "123", "0043", -5L, "1.2.3.4", "", "99999999999999999999");
    }

    @Test void aFaultIsToldOnStandardErrorWithItsCode() {
        commands.register(List.of(ControlCommand.of("htable.dump", "", _ -> {
            throw ControlFault.notFound("no table 'x'");
        })));
        assertThat(run("lb", "htable.dump", "x")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("error: 404 - no table 'x'\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test void aNodeThatDoesNotAnswerIsNamed() {
        node.close();
        assertThat(run("lb", "core.uptime")).isEqualTo(1);
        assertThat(err.toString()).contains("127.0.0.1:" + node.localAddress().getPort());
    }

    @Test void wrongUsageIsTold() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("lb")).isEqualTo(2);
        assertThat(run("b2bua", "core.uptime")).isEqualTo(2);
        assertThat(run("lb", "fifo")).isEqualTo(2);
        assertThat(run("lb", "trace")).isEqualTo(2);
        assertThat(err.toString()).contains("there are lb, proxy and relay").contains("trace of what?");
    }

    @Test void aTraceIsPrintedUntilItEnds() {
        tracing();
        assertThat(run("lb", "trace", "c1", "--seconds", "7")).isZero();
        assertThat(out.toString().lines().toList()).hasSize(4).satisfiesExactly(
            line -> assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d\\.123 {2}192\\.0\\.2\\.1:5060 +-> udp:198\\.51\\.100\\.1:5060 +INVITE sip:b@x SIP/2\\.0"),
            line -> assertThat(line).contains("10.0.0.1:5062 ").contains(" <- ").endsWith("INVITE sip:c@x SIP/2.0"),
            line -> assertThat(line).contains(" == ").endsWith("dropped: malformed"),
            line -> assertThat(line).isEqualTo("(3 more came too fast to be shown)"));
    }

    @Test void aTraceCanShowWholeMessagesOrBeJson() {
        tracing();
        assertThat(run("lb", "trace", "c1", "--seconds=7", "--full")).isZero();
        assertThat(out.toString()).contains("\n    INVITE sip:b@x SIP/2.0\n    Call-ID: c1\n");
        out.getBuffer().setLength(0);
        tracing();
        assertThat(run("--json", "lb", "trace", "c1", "--seconds=7")).isZero();
        assertThat(out.toString().lines().toList()).hasSize(3)
            .allMatch(line -> line.startsWith("{") && line.contains("\"time\":\"2026-") && line.endsWith("}"));
    }

    /** A node whose trace shows two messages and a verdict in two reads. */
    private void tracing() {
        reads.add(Map.of("messages", List.of(message("in", "192.0.2.1:5060", "b"), message("out", "10.0.0.1:5062", "c")), "lost", 0, "running", true));
        reads.add(Map.of("messages", List.of(Map.of("time", "2026-11-23T18:00:00.123456Z", "direction", "in", "peer", "192.0.2.1:5060", "socket", "udp:x",
            "verdict", "dropped: malformed")), "lost", 3, "running", false));
    }

    private static Map<String, Object> message(String direction, String peer, String user) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("time", "2026-11-23T18:00:00.123456Z");
        message.put("direction", direction);
        message.put("peer", peer);
        message.put("socket", "udp:198.51.100.1:5060");
        message.put("line", "INVITE sip:" + user + "@x SIP/2.0");
        message.put("message", "INVITE sip:" + user + "@x SIP/2.0\nCall-ID: c1\n\n");
        return message;
    }

    private int run(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--at";
        all[args.length + 1] = "127.0.0.1:" + node.localAddress().getPort();
        return ctl.execute(all);
    }
}
