package io.tandem.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.tandem.cli.cfg.CfgCommand;
import io.tandem.cli.ctl.CtlCommand;
import io.tandem.cli.ctl.ExplainCommand;
import io.tandem.cli.status.SiteStatus;
import io.tandem.cli.suite.Suite;
import io.tandem.cli.suite.Workspace;
import io.tandem.platform.TandemService;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code tandem} command. Exit codes: 0 done, 1 not (reason on standard error), 2 wrong usage. */
@Command(name = "tandem", mixinStandardHelpOptions = true, version = "Tandem 0.1.0",
    description = "Runs and inspects Tandem, a carrier-grade SIP switch.",
    subcommands = {Tandem.Up.class, Tandem.Down.class, Tandem.Status.class, DemoCommand.class, CallCommand.class, LogsCommand.class,
        HaCommand.class, CfgCommand.class, CtlCommand.class, ExplainCommand.class, Tandem.Test.class, Tandem.Package.class, CommandLine.HelpCommand.class})
public final class Tandem {
    private Tandem() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args.length == 0 ? new String[] {"help"} : args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Tandem()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("tandem: " + (failure.getMessage() == null ? failure.toString() : failure.getMessage()));
            if (System.getenv("TANDEM_TRACE") != null) {
                failure.printStackTrace(command.getErr());
            }
            return 1;
        });
    }

    static Suite suite() {
        return new Suite(Workspace.fromEnvironment(), System.getenv(), System.out);
    }

    @Command(name = "up", mixinStandardHelpOptions = true,
        description = {"Starts every service on loopback with embedded MySQL and Redis, and waits until all are healthy.",
            "DB_URL (DB_USERNAME, DB_PASSWORD) and REDIS_URL replace the embedded servers."})
    static final class Up implements Callable<Integer> {
        @Override public Integer call() throws Exception {
            Suite suite = suite();
            suite.up();
            System.out.println();
            boolean healthy = suite.status();
            System.out.println("\nREST API  https://127.0.0.1:1443/api/  administrator / administrator");
            System.out.println("SIP       127.0.0.1:5060 UDP and TCP; './tandem demo' makes two phones call each other");
            return healthy ? 0 : 1;
        }
    }

    @Command(name = "down", mixinStandardHelpOptions = true, description = "Ends everything that 'up' started; data stays.")
    static final class Down implements Callable<Integer> {
        @Override public Integer call() throws Exception {
            suite().down();
            return 0;
        }
    }

    @Command(name = "status", mixinStandardHelpOptions = true,
        description = {"Lists the services; exit 0 only if all are healthy. On a node with /etc/tandem/network.yml: the nodes of the site, their roles,",
            "services, versions and alarms."})
    static final class Status implements Callable<Integer> {
        @Option(names = "--json", description = "print a site as JSON")
        private boolean json;

        @Override public Integer call() throws Exception {
            Path site = Path.of(TandemService.CONFIG_FILE).resolveSibling("");
            if (SiteStatus.isDescribedIn(site)) {
                return new SiteStatus(site, System.out).print(json) ? 0 : 1;
            }
            return suite().status() ? 0 : 1;
        }
    }

    @Command(name = "test", description = "Runs all tests: mvn verify, with the Debian packages they need. Arguments go to Maven.")
    static final class Test implements Callable<Integer> {
        @Override public Integer call() {
            throw new IllegalStateException("'test' is run by the launcher ./tandem");
        }
    }

    @Command(name = "package", description = "Builds Debian packages of every service into deploy/target/packages; a version may follow.")
    static final class Package implements Callable<Integer> {
        @Override public Integer call() {
            throw new IllegalStateException("'package' is run by the launcher ./tandem");
        }
    }
}
