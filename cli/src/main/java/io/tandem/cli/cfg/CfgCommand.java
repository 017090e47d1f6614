package io.tandem.cli.cfg;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.tandem.ha.takeover.CrmProperties.Crm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code tandem cfg}: configuration of this node and its site. Exit codes: 0 done, 1 refused with the reasons on standard error. */
@Command(name = "cfg", mixinStandardHelpOptions = true, description = "Builds, checks and applies the configuration in /etc/tandem.",
    subcommands = {CfgCommand.Check.class, CfgCommand.BuildFiles.class, CfgCommand.Diff.class, CfgCommand.Apply.class, CfgCommand.Status.class,
        CfgCommand.Rollback.class, CfgCommand.Log.class, CfgCommand.Push.class, CfgCommand.Pull.class})
public final class CfgCommand {
    @Option(names = "--root", paramLabel = "FOLDER", description = "the node's root, if it is not this machine's")
    private Path root = Path.of("/");

    @Option(names = "--node", paramLabel = "NAME", description = "which node of network.yml this is, if not the one of the host's name")
    private String node = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    private Here here() {
        return Here.of(root, node.isEmpty() ? hostName() : node, spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    /** Without its domain. */
    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceFirst("\\..*", "");
        } catch (UnknownHostException e) {
            throw new IllegalStateException("this host has no name that can be looked up; give the node's with --node", e);
        }
    }

    /** For {@code tandem ha migrate}: of this machine, or of a root that is prepared.
     * @return the exit code */
    public static int migrate(Path root, String node, Crm manager, boolean active, boolean interrupt, PrintWriter out, PrintWriter err) throws IOException {
        try {
            return new Migration(Here.of(root, node.isEmpty() ? hostName() : node, out, err)).to(manager, active, interrupt);
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** One of them. */
    abstract static class Action implements Callable<Integer> {
        @ParentCommand private CfgCommand cfg = new CfgCommand();

        abstract int on(Here here) throws IOException;

        @Override public Integer call() throws IOException {
            Here here = cfg.here();
            try {
                return on(here);
            } finally {
                here.out().flush();
                here.err().flush();
            }
        }
    }

    @Command(name = "check", mixinStandardHelpOptions = true,
        description = "Reads all files, binds every service's settings on every node and shows this node's files to their programs.")
    static final class Check extends Action {
        @Override int on(Here here) throws IOException {
            return here.check();
        }
    }

    @Command(name = "build", mixinStandardHelpOptions = true, description = "Checks, and writes what would be installed into a folder.")
    static final class BuildFiles extends Action {
        @Option(names = "--to", paramLabel = "FOLDER", description = "where; default: ${DEFAULT-VALUE}")
        private Path target = Path.of("/var/lib/tandem/cfg");

        @Option(names = "--all", description = "of all nodes")
        private boolean all;

        @Override int on(Here here) throws IOException {
            return here.build(target, all);
        }
    }

    @Command(name = "diff", mixinStandardHelpOptions = true, description = "Shows what an apply would change, and what it would restart.")
    static final class Diff extends Action {
        @Override int on(Here here) throws IOException {
            return here.diff();
        }
    }

    @Command(name = "apply", mixinStandardHelpOptions = true,
        description = {"Checks, writes the files that differ, commits, and has those programs read them whose files or settings have changed.",
            "Refused, with nothing changed, if anything would not start."})
    static final class Apply extends Action {
        @Parameters(paramLabel = "MESSAGE", arity = "0..1", description = "why; needed if files of the site were changed")
        private String message = "";

        @Option(names = "--dry-run", description = "only say what would be done")
        private boolean dryRun;

        @Override int on(Here here) throws IOException {
            return here.apply(message, dryRun);
        }
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows what is applied, what was changed since and what an apply would write.")
    static final class Status extends Action {
        @Override int on(Here here) throws IOException {
            return here.status();
        }
    }

    @Command(name = "rollback", mixinStandardHelpOptions = true, description = "Goes back to an earlier state and applies it, as a new commit.")
    static final class Rollback extends Action {
        @Parameters(paramLabel = "REVISION", arity = "0..1", description = "as git names it; default: ${DEFAULT-VALUE}, the state before the last apply")
        private String revision = "HEAD~1";

        @Override int on(Here here) throws IOException {
            return here.rollback(revision);
        }
    }

    @Command(name = "log", mixinStandardHelpOptions = true, description = "Lists the last 20 applies.")
    static final class Log extends Action {
        @Override int on(Here here) throws IOException {
            return here.log();
        }
    }

    @Command(name = "push", mixinStandardHelpOptions = true,
        description = "Gives what is applied here to the repository that the nodes share (git remote origin).")
    static final class Push extends Action {
        @Override int on(Here here) throws IOException {
            return here.push();
        }
    }

    @Command(name = "pull", mixinStandardHelpOptions = true, description = "Takes over what another node has pushed.")
    static final class Pull extends Action {
        @Option(names = "--apply", description = "and apply it")
        private boolean apply;

        @Override int on(Here here) throws IOException {
            return here.pull(apply);
        }
    }
}
