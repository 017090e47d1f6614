package io.tandem.ha.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A pair with stores whose nodes have a B2BUA on the shared address each, and in the internet two parties with calls between them and a program that writes to
 * the database. */
final class CallsPairLab extends StoresPairLab {
    private static final int ROWS = 50;
    private final BlockingQueue<String> parties = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> writer = new LinkedBlockingQueue<>();
    private final String[] b2buas = new String[2];
    private final List<Process> programs = new ArrayList<>();

    CallsPairLab(Path folder) throws IOException, InterruptedException { super(folder); }

    @Override String more(int node) {
        return """
              b2bua:
                listen: {address: %s, port: 5080}
                control: {listen: "127.0.0.1:0"}
            """.formatted(SHARED) + super.more(node);
    }

    @Override void boot(int node) throws IOException, InterruptedException {
        super.boot(node);
        bootB2bua(node);
    }

    /** Not in real time. */
    void bootB2bua(int node) throws IOException, InterruptedException {
        List<String> b2bua = java("io.tandem.b2bua.B2buaService", "--server.port=0", "--tandem.config-file=" + config(node));
        b2buas[node - 1] = spawn("sp" + node, "b2bua", b2bua.subList(3, b2bua.size()));
    }

    /** In good order, as systemd does. */
    void stopB2bua(int node) throws IOException, InterruptedException {
        lab("exec", "sp" + node, "kill", b2buas[node - 1]);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!lab("exec", "sp" + node, "sh", "-c", "ss -Hlun sport = 5080").isBlank()) {
            if (System.nanoTime() - end > 0) throw new IOException("the B2BUA does not end: " + servers());
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Has rows written to the shared database from now on; returns when some are there. */
    void write() throws IOException, InterruptedException {
        listen(writer, SqlParty.class.getName(), SHARED);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (writer.size() < ROWS) {
            if (System.nanoTime() - end > 0) throw new IOException("nobody can write: " + List.copyOf(writer) + logs());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Waits until the writer has something acknowledged after a failure. @return all rows acknowledged so far, and the silence in milliseconds in the end */
    List<String> written() throws IOException, InterruptedException {
        List<String> heard = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() - end < 0) {
            String line = writer.poll(1, TimeUnit.SECONDS);
            if (line != null) heard.add(line);
            if (line != null && line.startsWith("silence")) return heard;
        }
        throw new IOException("the writer has not met a failure and been served again, but " + heard.size() + " rows: " + logs());
    }

    /** Sets calls up. */
    void calls(int count) throws IOException, InterruptedException {
        listen(parties, CallParties.class.getName(), SHARED, "5080", "203.0.113.100", Integer.toString(count), hangUp().toString());
    }

    /** Runs a program in the internet. */
    private void listen(BlockingQueue<String> heard, String mainClass, String... parameters) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("exec", "internet"));
        List<String> program = java(mainClass, parameters);
        arguments.addAll(program.subList(3, program.size()));
        Process process = start(arguments.toArray(String[]::new));
        programs.add(process);
        Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) heard.add(line);
            } catch (IOException e) {
                heard.add("ended: " + e.getMessage());
            }
        });
    }

    @Override public void close() throws IOException, InterruptedException {
        programs.forEach(Process::destroy);
        super.close();
    }

    /** Has another call begun now. */
    void dial() throws IOException { Files.createFile(folder.resolve("hang-up.dial")); }

    private Path hangUp() { return folder.resolve("hang-up"); }

    /** Has every call ended, by one party or the other in turn. */
    void hangUpAll() throws IOException { Files.createFile(hangUp()); }

    /** Waits for a line that begins so. */
    String hear(String beginning) throws IOException, InterruptedException {
        List<String> heard = new ArrayList<>();
        while (true) {
            String line = parties.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) throw new IOException("heard only " + heard + "\n" + logs() + servers());
            if (line.startsWith(beginning)) return line;
            heard.add(line);
        }
    }

    /** What the B2BUAs have logged. */
    String servers() throws IOException, InterruptedException {
        return lab("log", "sp1", "b2bua") + lab("log", "sp2", "b2bua");
    }
}
