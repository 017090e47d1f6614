package io.tandem.cli.ctl;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
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

class ExplainCommandTest {
    private final CommandTable commands = CommandTable.withBuiltIns("proxy-service", Clock.systemUTC());
    private final ControlListener node = ControlListener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new ControlEndpoint(commands, AllowedNetworks.of(List.of()), new SimpleMeterRegistry()));
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine explain = new CommandLine(new ExplainCommand()).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    private final List<List<Object>> asked = new ArrayList<>();

    @BeforeEach void proxy() {
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("step", "caller lock");
        step.put("section", "2.8");
        step.put("input", "lock GLOBAL");
        step.put("verdict", "refused: 403 Caller locked");
        Map<String, Object> call = Map.of("caller", "alice@example.org", "dialled", "sip:1@example.org", "time", "2026-12-24T17:00:00Z", "call_id", "c1",
            "steps", List.of(step));
        commands.register(List.of(ControlCommand.of("call.explain", "", p -> {
            asked.add(p.values());
            if (p.text(0, "caller").equals("nobody")) {
                throw ControlFault.notFound("no subscriber 'nobody'");
            }
            return call;
        }), ControlCommand.of("call.explain_peer", "", p -> {
            asked.add(p.values());
            return call;
        }), ControlCommand.of("call.recent", "", p -> {
            asked.add(p.values());
            return List.of(call, call);
        })));
    }

    @AfterEach void close() {
        node.close();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--proxy", "127.0.0.1:" + node.localAddress().getPort()));
        return explain.execute(all.toArray(String[]::new));
    }

    @Test void eachStepIsPrintedWithWhatItLookedAtAndSaid() {
        assertThat(run("call", "alice@example.org", "1", "--at", "2026-12-24T18:00", "--source", "192.0.2.1", "-H", "Privacy: id")).isZero();
        String at = LocalDateTime.parse("2026-12-24T18:00").atZone(ZoneId.systemDefault()).toInstant().toString();
        assertThat(asked).containsExactly(List.of("alice@example.org", "1", at, "P-NGCP-Src-Ip: 192.0.2.1", "Privacy: id"));
        assertThat(out).hasToString("""
            alice@example.org calls sip:1@example.org at 2026-12-24T17:00:00Z, Call-ID c1
              1. caller lock (§2.8)
                   lock GLOBAL
                   -> refused: 403 Caller locked
            """);
    }

    @Test void withoutTimeTheProxyTakesItsOwn() {
        assertThat(run("call", "alice@example.org", "1")).isZero();
        assertThat(asked).containsExactly(List.of("alice@example.org", "1", ""));
    }

    @Test void aCallFromAPeerIsAnotherCommand() {
        assertThat(run("call", "4977", "431002", "--from-peer", "transit 1", "-H", "Privacy: id")).isZero();
        assertThat(asked).containsExactly(List.of("transit 1", "4977", "431002", "", "Privacy: id"));
    }

    @Test void recentCallsArePrintedOneAfterTheOtherOrAsJson() {
        assertThat(run("recent")).isZero();
        assertThat(out.toString().lines().filter(line -> line.startsWith("alice@example.org calls"))).hasSize(2);
        assertThat(asked).containsExactly(List.of("20"));
        assertThat(run("recent", "c1", "--json")).isZero();
        assertThat(out.toString()).contains("\"verdict\" : \"refused: 403 Caller locked\"");
    }

    @Test void faultsAndWrongTimesHaveTheirExitCodes() {
        assertThat(run("call", "nobody", "1")).isEqualTo(1);
        assertThat(err).asString().contains("error: 404 - no subscriber 'nobody'");
        assertThat(run("call", "alice@example.org", "1", "--at", "noon")).isEqualTo(2);
        assertThat(err).asString().contains("'noon' is no time");
    }
}
