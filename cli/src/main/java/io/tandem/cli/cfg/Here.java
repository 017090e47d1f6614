package io.tandem.cli.cfg;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.tandem.cli.site.ServiceSettings;

/**
 * Configuration on one node: the folder of the site below a root, and which node this is. Each method is one action of {@code tandem cfg}; they return
 * the exit code. One thread.
 *
 * @param root      {@code /}, or the root of an image that is prepared
 * @param name      of this node in network.yml
 * @param records   of the services' settings
 * @param systemctl runs it with arguments; nothing is run for an image
 */
record Here(Path root, String name, List<Class<?>> records, Function<List<String>, Shell.Result> systemctl, PrintWriter out, PrintWriter err) {
    static Here of(Path root, String name, PrintWriter out, PrintWriter err) {
        boolean runs = root.toAbsolutePath().normalize().equals(Path.of("/"));
        return new Here(root, name, ServiceSettings.onClassPath(), runs ? Here::systemctl : _ -> new Shell.Result(0, ""), out, err);
    }

    /** Whether the node is this machine, as it runs. */
    boolean runs() {
        return root.toAbsolutePath().normalize().equals(Path.of("/"));
    }

    private static Shell.Result systemctl(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("systemctl"));
        command.addAll(arguments);
        try {
            return Shell.run(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return root.resolve("etc/tandem");
    }

    private Node node() {
        return new Node(root, systemctl);
    }

    /** A build and the folder it may use until it ends. */
    private interface Use {
        int of(Build build, Path scratch) throws IOException;
    }

    private int built(Use use) throws IOException {
        Path scratch = Files.createTempDirectory("tandem-cfg");
        try {
            Build build = Build.of(folder(), records, Optional.of(name), scratch);
            build.notes().forEach(note -> err.println("note: " + note));
            build.findings().forEach(err::println);
            if (!build.findings().isEmpty()) {
                err.println("tandem: " + build.findings().size() + " found; nothing was changed");
                return 1;
            }
            return use.of(build, scratch);
        } finally {
            org.springframework.util.FileSystemUtils.deleteRecursively(scratch);
        }
    }

    private Map<String, String> mine(Build build) {
        return build.files().getOrDefault(name, Map.of());
    }

    int check() throws IOException {
        return built((build, _) -> {
            out.println(build.files().size() + " nodes, " + mine(build).size() + " files of " + name + ": nothing to complain of");
            return 0;
        });
    }

    /** @param target gets a folder for each node, with its files; only this node's if {@code all} is not set */
    int build(Path target, boolean all) throws IOException {
        return built((build, _) -> {
            for (Map.Entry<String, Map<String, String>> node : build.files().entrySet()) {
                if (all || node.getKey().equals(name)) {
                    new Node(target.resolve(node.getKey()), systemctl).write(node.getValue());
                    node.getValue().keySet().forEach(file -> out.println(target.resolve(node.getKey()).resolve(file)));
                }
            }
            return 0;
        });
    }

    int diff() throws IOException {
        return built((build, scratch) -> {
            String sources = Node.masked(History.open(folder()).diff());
            String files = node().diff(mine(build), scratch);
            if (!sources.isEmpty()) {
                out.println("# not committed in " + folder() + "\n" + sources);
            }
            out.print(files.isEmpty() ? "" : "# an apply would change on " + name + "\n" + files);
            for (List<String> action : node().actions(mine(build), services(build))) {
                out.println("# systemctl " + String.join(" ", action));
            }
            return 0;
        });
    }

    int status() throws IOException {
        History history = History.open(folder());
        out.println("node      " + name);
        out.println("applied   " + history.head().orElse("nothing yet"));
        List<String> uncommitted = history.uncommitted();
        out.println("changed   " + (uncommitted.isEmpty() ? "nothing" : String.join("\n          ", uncommitted)));
        return built((build, _) -> {
            List<String> differing = node().differing(mine(build));
            out.println("services  " + String.join(", ", services(build)));
            out.println("to apply  " + (differing.isEmpty() ? "nothing" : "/" + String.join("\n          /", differing)));
            return 0;
        });
    }

    /** @param message why; it may be empty if nothing was changed by hand */
    int apply(String message, boolean dryRun) throws IOException {
        History history = History.open(folder());
        List<String> uncommitted = history.uncommitted();
        if (message.isBlank() && !uncommitted.isEmpty()) {
            err.println("tandem: say why, as the argument of apply; changed since the last one are\n" + String.join("\n", uncommitted));
            return 1;
        }
        return built((build, _) -> {
            Map<String, String> files = mine(build);
            List<List<String>> actions = node().actions(files, services(build));
            node().differing(files).forEach(file -> out.println((dryRun ? "would write /" : "wrote /") + file));
            if (dryRun) {
                actions.forEach(action -> out.println("would say systemctl " + String.join(" ", action)));
                return 0;
            }
            node().write(files);
            history.commit(message);
            return act(files, actions, services(build));
        });
    }

    private int act(Map<String, String> built, List<List<String>> actions, List<String> services) {
        List<String> problems = new ArrayList<>();
        node().enable(built, services, problems);
        for (List<String> action : actions) {
            node().act(action, problems);
            out.println("systemctl " + String.join(" ", action));
        }
        problems.forEach(problem -> err.println("tandem: " + problem));
        if (!problems.isEmpty()) {
            err.println("tandem: the files are in place, but not all programs have taken them; tandem cfg rollback goes back");
        }
        return problems.isEmpty() ? 0 : 1;
    }

    private List<String> services(Build build) {
        return build.services().getOrDefault(name, List.of());
    }

    int rollback(String revision) throws IOException {
        History history = History.open(folder());
        if (!history.uncommitted().isEmpty()) {
            err.println("tandem: there are changes that were not applied; apply them, or drop them with git -C " + folder() + " stash -u");
            return 1;
        }
        String to = history.describe(revision);
        history.restore(revision);
        int code = apply("Roll back to " + to, false);
        if (code != 0 && !history.uncommitted().isEmpty()) {
            history.restore("HEAD");
            err.println("tandem: " + to + " cannot be applied any more; the files are as before");
        }
        return code;
    }

    int log() throws IOException {
        out.println(History.open(folder()).log(20));
        return 0;
    }

    int push() throws IOException {
        History history = History.open(folder());
        if (!history.uncommitted().isEmpty()) {
            err.println("tandem: apply first, so that what is given to other nodes has been tried on this one");
            return 1;
        }
        history.push();
        out.println("pushed; the other nodes take it with tandem cfg pull --apply, the standby of each pair first");
        return 0;
    }

    int pull(boolean apply) throws IOException {
        History history = History.open(folder());
        history.pull();
        out.println("pulled " + history.head().orElse("nothing"));
        return apply ? apply("", false) : 0;
    }
}
