package io.tandem.e2e.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.tandem.e2e.Program;
import io.tandem.sip.message.SipMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** A SIPp process that plays a scenario once. One thread. */
final class Sipp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger RUNS = new AtomicInteger();

    private final Program program;
    private final Path folder;
    private final String name;

    private Sipp(Program program, Path folder, String name) {
        this.program = program;
        this.folder = folder;
        this.name = name;
    }

    /** By UDP. @param callId of the call if it begins it */
    static Sipp start(Path folder, Party party, Scenario scenario, String callId) throws IOException {
        return start(folder, party, scenario, callId, "u1");
    }

    /** @param transport as SIPp calls it: {@code u1}, {@code t1} */
    static Sipp start(Path folder, Party party, Scenario scenario, String callId, String transport) throws IOException {
        return start(folder, party, scenario, callId, transport, 1);
    }

    /** @param calls Call-IDs that the scenario is played for, one after the other or at once */
    static Sipp start(Path folder, Party party, Scenario scenario, String callId, String transport, int calls) throws IOException {
        Program.require("sipp", "sip-tester");
        String name = party.user() + "-" + RUNS.incrementAndGet();
        Files.writeString(folder.resolve(name + ".xml"), scenario.xml());
        Program program = Program.start(folder, name, List.of("sipp", "127.0.0.1:5060", "-t", transport, "-i", party.address(), "-p", "" + party.port(),
            "-mp", "" + (20_000 + 4 * (party.port() % 5_000)), "-sf", name + ".xml", "-m", "" + calls, "-nostdin", "-cid_str", callId,
            "-timeout", "" + (PATIENCE.toSeconds() - 5), "-timeout_error", "-default_behaviors", "all,-abortunexp",
            "-trace_msg", "-message_file", name + ".msg", "-trace_err", "-error_file", name + ".err"));
        return new Sipp(program, folder, name);
    }

    /** Waits for the end of the scenario, which has to end well. */
    Transcript end() throws IOException, InterruptedException {
        int code = program.awaitExit(PATIENCE);
        assertThat(code).as(() -> "SIPp's verdict of " + name + ": " + errors()).isZero();
        return transcript();
    }

    Transcript transcript() throws IOException {
        return Transcript.read(folder.resolve(name + ".msg"));
    }

    /** Waits for a response to its INVITE. */
    SipMessage awaitResponse(int status) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!transcript().hasResponse(status)) {
            assertThat(System.nanoTime()).as(() -> status + " to the INVITE of " + name + ": " + errors()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return transcript().response(status);
    }

    private String errors() {
        try {
            Path file = folder.resolve(name + ".err");
            String text = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
            return text.substring(0, Math.min(3000, text.length())) + "\n" + transcript().received();
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override public void close() throws InterruptedException {
        program.close();
    }
}
