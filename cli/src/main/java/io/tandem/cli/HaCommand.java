package io.tandem.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.tandem.cli.cfg.CfgCommand;
import io.tandem.cli.ctl.Settings;
import io.tandem.cli.suite.Workspace;
import io.tandem.ha.client.HaClient;
import io.tandem.ha.client.HaUnreachableException;
import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.client.Reply;
import io.tandem.ha.store.Comparisons;
import io.tandem.ha.takeover.CrmProperties.Crm;
import io.tandem.ha.takeover.PairProperties;
import io.tandem.platform.TandemService;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code tandem ha}: the role of this node. */
@Command(name = "ha", mixinStandardHelpOptions = true, description = "Asks for or changes the role of this node in its pair.",
    subcommands = {HaCommand.CheckActive.class, HaCommand.MakeActive.class, HaCommand.MakeStandby.class, HaCommand.Status.class,
        HaCommand.Maintenance.class, HaCommand.Compare.class, HaCommand.Migrate.class})
final class HaCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(10).plus(PairProperties.LONGEST_DRAIN);
    /** {@code tandem.data-dir} unless the settings say otherwise. */
    private static final Path INSTALLED_DATA = Path.of("/var/lib/tandem");

    private static HaClient client() {
        Path data = Files.isReadable(Path.of(TandemService.CONFIG_FILE)) ? INSTALLED_DATA : Workspace.fromEnvironment().data();
        return new HaClient(socket(Settings.ofThisNode(), data));
    }

    /** As the manager of this node has it from the same settings. */
    static Path socket(Properties settings, Path data) {
        String socket = settings.getProperty("tandem.ha-manager.control.socket", "");
        return socket.isEmpty() ? HaClient.defaultSocket(Path.of(settings.getProperty("tandem.data-dir", data.toString()))) : Path.of(socket);
    }

    /** Exit codes as operators script against them: 0 active, 1 standby, 2 in transition, 3 unknown. Silent without {@code -v}. */
    @Command(name = "check-active", mixinStandardHelpOptions = true, description = "Exit 0 if this node is active, 1 if it is standby, "
        + "2 in transition, 3 if its HA manager does not answer.")
    static final class CheckActive implements Callable<Integer> {
        @Option(names = "-v", description = "print the state too")
        private boolean verbose;

        @Option(names = "-q", description = "print nothing, which is the default")
        private boolean quiet;

        @Override public Integer call() {
            try {
                NodeStatus status = client().status();
                say(status.node() + " is " + status.state() + " (epoch " + status.epoch() + ")");
                return status.state().exitCode();
            } catch (HaUnreachableException | RuntimeException e) { // 1 would mean standby
                say(Objects.requireNonNullElse(e.getMessage(), e.toString()));
                return NodeState.UNKNOWN.exitCode();
            }
        }

        private void say(String text) {
            if (verbose && !quiet) {
                System.out.println(text);
            }
        }
    }

    @Command(name = "make-active", mixinStandardHelpOptions = true, description = "Makes this node active and its peer standby.")
    static final class MakeActive implements Callable<Integer> {
        @Option(names = "--force", description = "without the peer's consent")
        private boolean force;

        @Override public Integer call() throws HaUnreachableException, InterruptedException {
            return await(client().makeActive(force), NodeState.ACTIVE);
        }
    }

    @Command(name = "make-standby", mixinStandardHelpOptions = true, description = "Makes this node standby and its peer active.")
    static final class MakeStandby implements Callable<Integer> {
        @Option(names = "--force", description = "even if nobody takes over")
        private boolean force;

        @Override public Integer call() throws HaUnreachableException, InterruptedException {
            return await(client().makeStandby(force), NodeState.STANDBY);
        }
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows this node, its peer, the links and the ping nodes. "
        + "Exit codes as check-active.")
    static final class Status implements Callable<Integer> {
        @Option(names = "--json", description = "print it as JSON")
        private boolean json;

        @Override public Integer call() {
            Reply reply;
            try {
                reply = client().report();
            } catch (HaUnreachableException | RuntimeException e) {
                System.err.println("tandem: " + e.getMessage());
                return NodeState.UNKNOWN.exitCode();
            }
            NodeStatus status = reply.status();
            if (json) {
                System.out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(reply));
            } else {
                System.out.printf("%s is %s since %s, epoch %d%n%s%n%s%n", status.node(), status.state(), status.since(), status.epoch(), status.detail(),
                    reply.message());
            }
            return status.state().exitCode();
        }
    }

    @Command(name = "maintenance", mixinStandardHelpOptions = true, description = {"on: this node takes nothing over until off, not even after a restart;",
        "if it is active, its peer becomes active first."})
    static final class Maintenance implements Callable<Integer> {
        /** What to do. */
        enum Switch { on, off }

        @Parameters(paramLabel = "on|off")
        private Switch position = Switch.on;

        @Option(names = "--force", description = "even if nobody takes over")
        private boolean force;

        @Override public Integer call() throws HaUnreachableException {
            return report(client().maintenance(position == Switch.on, force));
        }
    }

    /** Exit codes as of a comparison of files: 0 equal, 1 not, 2 trouble. */
    @Command(name = "compare", mixinStandardHelpOptions = true, description = {
        "On the active node: compares its database with the peer's, as it does each night.",
        "Exit 0 if they are equal, 1 if they differ, 2 if they could not be compared."})
    static final class Compare implements Callable<Integer> {
        @Option(names = "--last", description = "show what came of the last comparison")
        private boolean last;

        @Override public Integer call() throws HaUnreachableException, InterruptedException {
            Reply reply;
            try {
                reply = last ? client().comparison() : client().compare();
            } catch (HaUnreachableException e) {
                System.err.println("tandem: " + e.getMessage() + " (an HA manager of an earlier release does not know this order)");
                return 2;
            }
            String said = "";
            while (reply.message().startsWith(Comparisons.RUNNING)) {
                if (!said.equals(reply.message())) System.err.println(reply.message());
                said = reply.message();
                TimeUnit.SECONDS.sleep(1);
                reply = client().comparison();
            }
            System.out.println(reply.message());
            return reply.accepted() ? 0 : reply.message().contains(Comparisons.DIFFER) ? 1 : 2;
        }
    }

    @Command(name = "migrate", mixinStandardHelpOptions = true, description = {"Has Pacemaker, or the HA manager itself, decide which node is active.",
        "On the standby first, then on the other node with --interrupt."})
    static final class Migrate implements Callable<Integer> {
        @Parameters(paramLabel = "pacemaker|own", converter = ManagerName.class)
        private Crm manager = Crm.OWN;

        @Option(names = "--interrupt", description = "on the active node: nobody has the addresses for some seconds")
        private boolean interrupt;

        @Option(names = "--root", paramLabel = "FOLDER", description = "the node's root, if it is not this machine's")
        private Path root = Path.of("/");

        @Option(names = "--node", paramLabel = "NAME", description = "which node of network.yml this is, if not the one of the host's name")
        private String node = "";

        @Spec private CommandSpec spec = CommandSpec.create();

        @Override public Integer call() throws IOException {
            return CfgCommand.migrate(root, node, manager, isActive(), interrupt, spec.commandLine().getOut(), spec.commandLine().getErr());
        }

        /** An HA manager that does not answer has no addresses, or loses them. */
        private static boolean isActive() {
            try {
                return client().status().state() == NodeState.ACTIVE;
            } catch (HaUnreachableException e) {
                return false;
            }
        }
    }

    /** As operators write it. */
    static final class ManagerName implements CommandLine.ITypeConverter<Crm> {
        @Override public Crm convert(String text) {
            return switch (text) {
                case "pacemaker" -> Crm.PACEMAKER;
                case "own" -> Crm.OWN;
                default -> throw new CommandLine.TypeConversionException("'" + text + "' is no cluster manager; there are pacemaker and own");
            };
        }
    }

    private static int report(Reply reply) {
        System.out.println(reply.message());
        return reply.accepted() ? 0 : 1;
    }

    /** An order is carried out when the node is what was ordered: scripts go on after that. */
    private static int await(Reply reply, NodeState wanted) throws HaUnreachableException, InterruptedException {
        if (report(reply) != 0) {
            return 1;
        }
        NodeStatus status = reply.status();
        for (long end = System.nanoTime() + PATIENCE.toNanos(); status.state() != wanted && System.nanoTime() < end; status = client().status()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        if (status.state() != wanted) {
            System.out.println("but after " + PATIENCE.toSeconds() + " s it is " + status.state() + ": " + status.detail());
        }
        return status.state() == wanted ? 0 : 1;
    }
}
