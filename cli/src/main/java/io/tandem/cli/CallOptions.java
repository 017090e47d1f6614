package io.tandem.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.tandem.cli.demo.Demonstration;
import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.SipAccess;
import io.tandem.cli.suite.Workspace;
import picocli.CommandLine.Option;

/** What {@code demo} and {@code call} have in common. */
final class CallOptions {
    @Option(names = "--seconds", defaultValue = "5", description = "how long both phones send their tone (default ${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--caller-transport", defaultValue = "udp", description = "udp, tcp, tls, ws or wss (default ${DEFAULT-VALUE})")
    private String callerTransport = "udp";

    @Option(names = "--called-transport", defaultValue = "udp", description = "udp, tcp, tls, ws or wss (default ${DEFAULT-VALUE})")
    private String calledTransport = "udp";

    @Option(names = "--host", defaultValue = "127.0.0.1",
        description = "where the load balancer listens, on a node of a site its shared address (default ${DEFAULT-VALUE})")
    private String host = "127.0.0.1";

    @Option(names = "--api-password", defaultValue = "${env:TANDEM_API_PASSWORD:-administrator}",
        description = "of the administrator 'administrator'; default: TANDEM_API_PASSWORD, else the one of a new installation")
    private String apiPassword = "administrator";

    boolean run() throws IOException, InterruptedException {
        Path authority = Workspace.fromEnvironment().data().resolve("provisioning-api/ca.pem");
        if (!Files.exists(authority)) {
            throw new IOException("the suite does not run (no " + authority + "); ./tandem up");
        }
        try (RestClient api = RestClient.of("https://127.0.0.1:1443", authority, "administrator", apiPassword)) {
            return new Demonstration(api, SipAccess.at(host, Workspace.fromEnvironment().lbCertificate()), System.out)
                .run(Duration.ofSeconds(seconds), callerTransport, calledTransport);
        }
    }
}
