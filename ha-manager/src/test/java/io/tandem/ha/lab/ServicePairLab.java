package io.tandem.ha.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tandem.ha.client.HaUnreachableException;

/** A pair whose managers watch a service of their node. */
final class ServicePairLab extends PairLab {
    private static final long PATIENCE_SECONDS = 60;
    private final String[] services = new String[2];

    ServicePairLab(Path folder) throws IOException, InterruptedException { super(folder, ""); }

    @Override String more(int node) {
        return """
            tandem.ha-manager.health.services[0].name: toy
            tandem.ha-manager.health.services[0].url: "http://127.0.0.1:9099/"
            tandem.ha-manager.health.recovered: 3s
            tandem.ha-manager.health.settling: 0s
            """;
    }

    @Override void boot(int node) throws IOException, InterruptedException {
        start(node);
        super.boot(node);
    }

    void start(int node) throws IOException, InterruptedException {
        List<String> command = java(HealthParty.class.getName(), "9099", sick(node).toString());
        services[node - 1] = spawn("sp" + node, "toy", command.subList(3, command.size())); // not in real time
        lab("exec", "sp" + node, "sh", "-c", "until curl -s http://127.0.0.1:9099/; do sleep 0.05; done");
    }

    void kill(int node) throws IOException, InterruptedException { lab("exec", "sp" + node, "kill", "-9", services[node - 1]); }

    private Path sick(int node) { return folder.resolve("sick" + node); }

    void fallsIll(int node) throws IOException { Files.createFile(sick(node)); }

    void recovers(int node) throws IOException { Files.delete(sick(node)); }

    /** Until it says so of its service, or does not. */
    void awaitBroken(int node, boolean broken, String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (says(node, text) != broken) {
            if (System.nanoTime() - end > 0) throw new IOException("sp" + node + (broken ? " never says " : " always says ") + text + logs());
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean says(int node, String text) {
        try {
            return client(node).report().message().contains(text);
        } catch (HaUnreachableException starting) {
            return false;
        }
    }
}
