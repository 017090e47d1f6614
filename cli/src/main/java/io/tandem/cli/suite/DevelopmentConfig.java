package io.tandem.cli.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.tandem.testkit.phone.link.SelfSignedCertificate;

/**
 * The config file of development mode. Written at first {@code up} with a secret of its own, readable by its owner only;
 * afterwards the user's to edit, except for the database lines, which follow the environment.
 *
 * @param dbUrl JDBC URL; {@code DB_URL} in the environment wins over the embedded server
 * @param redisUri {@code REDIS_URL} wins over the embedded server
 */
record DevelopmentConfig(String dbUrl, String dbUsername, String dbPassword, String redisUri) {
    static final int MYSQL_PORT = 13306;
    static final int REDIS_PORT = 16379;
    private static final String MYSQL_URL = "jdbc:mysql://127.0.0.1:" + MYSQL_PORT + "/?useInformationSchema=false&rewriteBatchedStatements=true"
        + "&cachePrepStmts=true&prepStmtCacheSqlLimit=2048&connectionTimeZone=UTC&allowPublicKeyRetrieval=true&sslMode=PREFERRED";

    static DevelopmentConfig from(Map<String, String> environment) {
        return new DevelopmentConfig(environment.getOrDefault("DB_URL", MYSQL_URL), environment.getOrDefault("DB_USERNAME", "tandem"),
            environment.getOrDefault("DB_PASSWORD", "tandem"), environment.getOrDefault("REDIS_URL", "redis://127.0.0.1:" + REDIS_PORT));
    }

    boolean embeddedMySql() {
        return dbUrl.equals(MYSQL_URL);
    }

    boolean embeddedRedis() {
        return redisUri.equals("redis://127.0.0.1:" + REDIS_PORT);
    }

    /** Writes the file, keeping the secret of an earlier one. */
    void write(Workspace workspace) throws IOException {
        Path file = workspace.configFile();
        Files.createDirectories(workspace.data());
        SelfSignedCertificate certificate = certificate(workspace);
        Path secretFile = workspace.state().resolve("secret");
        if (!Files.exists(secretFile)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            restricted(secretFile, HexFormat.of().formatHex(random));
        }
        restricted(file, """
            # Written by ./tandem up. Your own settings: put them into local.yml beside this file.
            spring:
              config:
                import: "optional:file:%s"
            tandem:
              secret: "%s"
              data-dir: "%s"
              db:
                url: "%s"
                username: "%s"
                password: "%s"
              redis:
                uri: "%s"
              lb:
                listen:
                  external:
                    - {name: udp, transport: udp, address: 127.0.0.1, port: 5060}
                    - {name: tcp, transport: tcp, address: 127.0.0.1, port: 5060}
                    - {name: tls, transport: tls, address: 127.0.0.1, port: 5061}
                    - {name: ws, transport: ws, address: 127.0.0.1, port: 5066}
                    - {name: wss, transport: wss, address: 127.0.0.1, port: 7443}
                tls:
                  certificates:
                    - {chain: "%s", key: "%s"}
            """.formatted(workspace.state().resolve("local.yml"), Files.readString(secretFile).strip(), workspace.data(),
                dbUrl, dbUsername, dbPassword, redisUri, certificate.certificate(), certificate.privateKey()));
    }

    /** Of the load balancer; made once. */
    private static SelfSignedCertificate certificate(Workspace workspace) throws IOException {
        Path folder = Objects.requireNonNull(workspace.lbCertificate().getParent());
        SelfSignedCertificate made = SelfSignedCertificate.in(folder, "tls");
        return Files.exists(workspace.lbCertificate()) ? made : SelfSignedCertificate.create(folder, "tls", List.of("ip:127.0.0.1", "dns:localhost"));
    }

    private static void restricted(Path file, String text) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text);
    }
}
