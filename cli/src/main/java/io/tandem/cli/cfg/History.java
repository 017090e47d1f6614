package io.tandem.cli.cfg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The site's folder as a git repository: every applied state with who, when and why. The git command itself, so that an operator can go on with it. Holds
 * secrets: only its owner may read it. One thread.
 */
final class History {
    private static final String BRANCH = "main";

    private final Path folder;

    private History(Path folder) {
        this.folder = folder;
    }

    /** Makes the repository if there is none. */
    static History open(Path folder) throws IOException {
        if (!Shell.has("git")) {
            throw new IOException("git is not installed; the history of " + folder + " is kept with it (apt install git)");
        }
        History history = new History(folder);
        if (!Files.exists(folder.resolve(".git"))) {
            history.git("init", "-q", "-b", BRANCH);
            history.git("config", "user.name", "tandem cfg");
            history.git("config", "user.email", "root@" + CfgCommand.hostName());
            Files.setPosixFilePermissions(folder.resolve(".git"), PosixFilePermissions.fromString("rwx------"));
            Files.writeString(folder.resolve(".gitignore"), "node.yml\n");
        }
        return history;
    }

    private String git(String... arguments) throws IOException {
        Shell.Result result = attempt(arguments);
        if (result.code() != 0) {
            throw new IOException("git " + String.join(" ", arguments) + " in " + folder + ": " + result.output());
        }
        return result.output();
    }

    private Shell.Result attempt(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "umask 027; exec git \"$@\"", "git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        return Shell.run(command);
    }

    /** Files that differ from the last commit, as {@code git status} shows them; none: clean. */
    List<String> uncommitted() throws IOException {
        return git("status", "--porcelain").lines().toList();
    }

    /** The last commit, if there is one. */
    Optional<String> head() throws IOException {
        Shell.Result result = attempt("log", "-1", "--format=%h %ad %s", "--date=format:%Y-%m-%d %H:%M");
        return result.code() == 0 ? Optional.of(result.output()) : Optional.empty();
    }

    String diff() throws IOException {
        return head().isEmpty() ? "" : git("diff", "HEAD");
    }

    String log(int most) throws IOException {
        return head().isEmpty() ? "" : git("log", "-" + most, "--format=%h %ad %s", "--date=format:%Y-%m-%d %H:%M");
    }

    void commit(String message) throws IOException {
        git("add", "-A");
        if (!uncommitted().isEmpty()) {
            git("commit", "-q", "-m", message);
        }
    }

    /** @throws IOException if there is no such state */
    String describe(String revision) throws IOException {
        Shell.Result result = attempt("log", "-1", "--format=%h (%s)", revision);
        if (result.code() != 0) {
            throw new IOException("there is no state '" + revision + "'; tandem cfg log lists them");
        }
        return result.output();
    }

    /** Puts all files back as they were; the state is committed only when it is applied.
     * @param revision any name git knows: {@code HEAD~1}, the start of a hash */
    void restore(String revision) throws IOException {
        git("read-tree", "-u", "--reset", revision);
        hide();
    }

    /** What git has written belongs to its caller's group; services read these files, and nobody else may: they hold the secret. */
    private void hide() throws IOException {
        for (String file : git("ls-files").lines().filter(name -> Files.isRegularFile(folder.resolve(name))).toList()) {
            Node.give(folder.resolve(file), "etc/tandem/" + file);
        }
    }

    void push() throws IOException {
        if (attempt("remote", "get-url", "origin").code() != 0) {
            throw new IOException("no repository is shared: make a bare one and say git -C " + folder + " remote add origin URL");
        }
        git("push", "-q", "origin", "HEAD:" + BRANCH);
    }

    /** Takes over what was pushed, if nothing has been changed here since. */
    void pull() throws IOException {
        git("fetch", "-q", "origin", BRANCH);
        if (head().isEmpty()) {
            git("reset", "-q", "--hard", "FETCH_HEAD");
        } else if (attempt("merge", "-q", "--ff-only", "FETCH_HEAD").code() != 0) {
            throw new IOException("this node has commits or changes of its own that were not pushed (tandem cfg status); "
                + "bring both together with git in " + folder);
        }
        hide();
    }
}
