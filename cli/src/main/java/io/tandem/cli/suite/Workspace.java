package io.tandem.cli.suite;

import java.nio.file.Path;

/**
 * Folders of a work tree.
 *
 * @param root the work tree, or where Tandem is unpacked
 * @param state everything the running suite writes; {@code .tandem} unless {@code TANDEM_STATE} says otherwise
 */
public record Workspace(Path root, Path state) {
    /** Reads {@code tandem.home} (set by the launcher) and {@code TANDEM_STATE}. */
    public static Workspace fromEnvironment() {
        Path root = Path.of(System.getProperty("tandem.home", "")).toAbsolutePath().normalize();
        String state = System.getenv().getOrDefault("TANDEM_STATE", "");
        return new Workspace(root, state.isEmpty() ? root.resolve(".tandem") : Path.of(state).toAbsolutePath().normalize());
    }

    Path libraries() {
        return root.resolve("deploy/target/dist/lib");
    }

    /** One cache for all services that have one, made of what lies in {@link #libraries()}; shared by all states of a work tree. */
    Path aotCache() {
        return root.resolve("deploy/target/dist/tandem.aot");
    }

    /** The JVM's log of the classes that the training run loaded, one for each of its processes: packages make their cache of them where they are installed. */
    Path loadedClasses() {
        return root.resolve("deploy/target/dist/classes.%p.log");
    }

    Path configFile() {
        return state.resolve("config.yml");
    }

    /** Where services keep what must outlive them; on an installed node what {@code tandem.data} says. */
    public Path data() {
        String installed = System.getProperty("tandem.data", "");
        return installed.isEmpty() ? state.resolve("data") : Path.of(installed);
    }

    /** PEM certificate of the load balancer in development mode: self-signed, for 127.0.0.1 and localhost. */
    public Path lbCertificate() {
        return data().resolve("lb-service/tls.pem");
    }

    Path pidFile(String process) {
        return state.resolve("run").resolve(process + ".pid");
    }

    Path lockFile() {
        return state.resolve("run").resolve("lock");
    }

    /** Log of a service, or of {@code mysql} and {@code redis}. */
    public Path log(String process) {
        return switch (process) {
            case "mysql" -> state.resolve("mysql/mysqld.log");
            case "redis" -> state.resolve("redis/redis.log");
            default -> state.resolve("logs").resolve(process + ".log");
        };
    }
}
