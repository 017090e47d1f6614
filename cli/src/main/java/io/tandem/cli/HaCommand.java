package io.tandem.cli;

import java.util.Objects;
import java.util.concurrent.Callable;

import io.tandem.cli.suite.Workspace;
import io.tandem.ha.client.HaClient;
import io.tandem.ha.client.HaUnreachableException;
import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.client.Reply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tandem ha}: the role of this node. */
@Command(name = "ha", mixinStandardHelpOptions = true, description = "Asks for or changes the role of this node in its pair.",
    subcommands = {HaCommand.CheckActive.class, HaCommand.MakeActive.class, HaCommand.MakeStandby.class})
final class HaCommand {
    private static HaClient client() {
        return new HaClient(HaClient.defaultSocket(Workspace.fromEnvironment().data()));
    }

    /** Exit codes as operators script against them: 0 active, 1 standby, 2 in transition, 3 unknown. Silent without {@code -v}. */
    @Command(name = "check-active", mixinStandardHelpOptions = true, description = "Exit 0 if this node is active, 1 if it is standby, "
        + "2 in transition, 3 if its HA manager does not answer.")
    static final class CheckActive implements Callable<Integer> {
        @Option(names = "-v", description = "print the state too")
        private boolean verbose;

        @Override public Integer call() {
            try {
                NodeStatus status = client().status();
                say(status.node() + " is " + status.state() + " (epoch " + status.epoch() + ")");
                return status.state().exitCode();
            } catch (HaUnreachableException e) {
                say(Objects.requireNonNullElse(e.getMessage(), e.toString()));
                return NodeState.UNKNOWN.exitCode();
            }
        }

        private void say(String text) {
            if (verbose) {
                System.out.println(text);
            }
        }
    }

    @Command(name = "make-active", mixinStandardHelpOptions = true, description = "Makes this node active and its peer standby.")
    static final class MakeActive implements Callable<Integer> {
        @Option(names = "--force", description = "without the peer's consent")
        private boolean force;

        @Override public Integer call() throws HaUnreachableException {
            return report(client().makeActive(force));
        }
    }

    @Command(name = "make-standby", mixinStandardHelpOptions = true, description = "Makes this node standby and its peer active.")
    static final class MakeStandby implements Callable<Integer> {
        @Option(names = "--force", description = "even if nobody takes over")
        private boolean force;

        @Override public Integer call() throws HaUnreachableException {
            return report(client().makeStandby(force));
        }
    }

    private static int report(Reply reply) {
        System.out.println(reply.message());
        return reply.accepted() ? 0 : 1;
    }
}
