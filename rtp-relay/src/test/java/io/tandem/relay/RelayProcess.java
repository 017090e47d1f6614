package io.tandem.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.callback.CallbackProperties;
import io.tandem.relay.kernel.KernelProperties;
import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.latch.LearningProperties;
import io.tandem.relay.offload.KernelRelay;
import io.tandem.relay.pipeline.EngineChoice;
import io.tandem.relay.player.PlayerProperties;
import io.tandem.relay.port.PortProperties;
import io.tandem.relay.record.RecordingProperties;
import io.tandem.relay.session.LoadProperties;
import io.tandem.relay.session.SessionProperties;

/** A relay as a process of its own, in the namespace it is started in: commands as lines, {@code flows} and {@code stop}. */
final class RelayProcess implements AutoCloseable {
    static final int NG_PORT = 12_222;

    private static final String MARK = "= ";

    private final Process process;
    private final BufferedReader answers;

    private RelayProcess(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** @param attach of eBPF, or {@code NFTABLES} */
    static RelayProcess start(VethLab lab, String attach, boolean keep, Duration check) throws IOException {
        RelayProcess relay = new RelayProcess(lab.start(RelayProcess.class, List.of(attach, lab.bpffs.resolve("relay").toString(),
                Boolean.toString(keep), check.toString())));
        try {
            relay.answer();
            return relay;
        } catch (IOException e) {
            relay.process.destroyForcibly();
            throw e;
        }
    }

    /** The next line that is no log. */
    private String answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(MARK)) return line.substring(MARK.length());
            System.out.println("relay: " + line);
        }
        throw new IOException("the relay has ended");
    }

    private String ask(String command) throws IOException {
        process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return answer();
    }

    int flows() throws IOException {
        return Integer.parseInt(ask("flows"));
    }

    /** As a crash does it. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws Exception {
        if (process.isAlive()) ask("stop");
        process.waitFor();
    }

    public static void main(String[] args) throws IOException {
        boolean nft = "NFTABLES".equals(args[0]);
        KernelProperties kernel = new KernelProperties(nft ? KernelProperties.Choice.NFTABLES : KernelProperties.Choice.EBPF,
                nft ? KernelProperties.Attach.AUTO : KernelProperties.Attach.valueOf(args[0]), List.of(), 1024, false, Duration.parse(args[3]),
                Path.of(args[1]), Boolean.parseBoolean(args[2]), Duration.ofSeconds(1));
        MediaProperties media = new MediaProperties(List.of(side(VethLab.RELAY), side(VethLab.RELAY6)), 184, 262_144,
                LearningMode.HEURISTIC, EngineChoice.EPOLL, 1, 0, 0);
        SessionProperties session = new SessionProperties(Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO,
                Duration.ZERO, 1000);
        try (RelayNode relay = new RelayNode(new ControlProperties(VethLab.RELAY, NG_PORT), media, new PortProperties(22_000, 22_199,
                Duration.ZERO), session, LearningProperties.DEFAULT, CallbackProperties.NONE, LoadProperties.NONE, PlayerProperties.NONE,
                RecordingProperties.NONE, KernelRelay.open(kernel, media.addresses(), media.trafficClass()), InstantSource.system())) {
            System.out.println(MARK + "ready");
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String command = commands.readLine(); "flows".equals(command); command = commands.readLine()) {
                System.out.println(MARK + relay.kernelFlows());
            }
        }
        System.out.println(MARK + "stopped");
    }

    private static MediaProperties.Interface side(String address) {
        return new MediaProperties.Interface("default", InetAddress.ofLiteral(address), Optional.empty());
    }
}
