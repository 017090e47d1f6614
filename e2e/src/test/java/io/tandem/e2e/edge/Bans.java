package io.tandem.e2e.edge;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.tandem.cli.ctl.CtlCommand;
import io.tandem.cli.demo.RestClient;
import io.tandem.e2e.RunningSuite;
import io.tandem.platform.control.rpc.ControlClient;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Bans as operators see them: over the control port and over the REST API. */
final class Bans {
    private Bans() {}

    /** A control command's result as text. */
    static String control(String command, Object... parameters) throws Exception {
        try (ControlClient control = new ControlClient("127.0.0.1:5060", RawParty.PATIENCE)) {
            return control.call(command, List.of(parameters)).toString();
        }
    }

    /** What {@code tandem ctl lb ...} prints. */
    static String tandemCtl(String... command) {
        StringWriter printed = new StringWriter();
        CommandLine line = new CommandLine(new CtlCommand()).setOut(new PrintWriter(printed)).setErr(new PrintWriter(printed));
        assertThat(line.execute(Stream.concat(Stream.of("lb"), Stream.of(command)).toArray(String[]::new))).as(printed.toString()).isZero();
        return printed.toString();
    }

    static String listed(String collection) throws Exception {
        try (RestClient api = RunningSuite.get().api()) {
            JsonNode found = api.list(collection, Map.of("rows", 100));
            return found.path("_embedded").toString();
        }
    }

    /** Forgets what an earlier run left in Redis. */
    static void liftAll() throws Exception {
        RunningSuite.get();
        control("htable.flush", "ipban");
        control("htable.flush", "auth");
    }

    /** Lifts one over the API; what follows does not begin before the load balancer has done it. */
    static void lift(String collection, String table, String key) throws Exception {
        try (RestClient api = RunningSuite.get().api()) {
            assertThat(api.delete(collection, key)).as("ban of " + key).isTrue();
        }
        await(table, key, false);
    }

    static void await(String table, String key, boolean there) throws Exception {
        long deadline = System.nanoTime() + RawParty.PATIENCE.toNanos();
        String dump = control("htable.dump", table);
        while (dump.contains(key) != there) {
            assertThat(System.nanoTime()).as(key + (there ? " in " : " gone from ") + table + ": " + dump).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
            dump = control("htable.dump", table);
        }
    }
}
