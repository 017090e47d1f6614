package io.tandem.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import io.tandem.cli.suite.Service;
import io.tandem.cli.suite.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tandem logs [service]}. */
@Command(name = "logs", mixinStandardHelpOptions = true, description = "Shows the logs of all services or of one; -f goes on as they grow.")
final class LogsCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "for example proxy-service, mysql or redis")
    private String service = "";

    @Option(names = {"-f", "--follow"}, description = "go on as the logs grow, until Ctrl-C")
    private boolean follow;

    @Option(names = {"-n", "--lines"}, defaultValue = "40", description = "lines of each log to begin with (default ${DEFAULT-VALUE})")
    private int lines;

    @Override public Integer call() throws Exception {
        List<String> command = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines)));
        if (follow) {
            command.add("-F");
        }
        files().stream().map(Path::toString).forEach(command::add);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private List<Path> files() {
        Workspace workspace = Workspace.fromEnvironment();
        List<String> names = service.isEmpty() ? Service.ALL.stream().map(Service::name).toList() : List.of(known());
        List<Path> files = names.stream().map(workspace::log).filter(Files::exists).toList();
        if (files.isEmpty()) {
            throw new IllegalStateException("no log yet under " + workspace.state() + "; run ./tandem up first");
        }
        return files;
    }

    private String known() {
        return service.equals("mysql") || service.equals("redis") ? service : Service.named(service).name();
    }
}
