package io.tandem.e2e.site;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import io.tandem.cli.cfg.CfgCommand;
import picocli.CommandLine;

/** A node's root with a site's files in it, and the command on it. */
record SiteFolder(Path root, String node) {
    /** What the command said and how it ended. */
    record Said(int code, String out, String err) {}

    /** With the files of an example that is shipped. */
    static SiteFolder of(Path root, String example, String node) throws IOException {
        SiteFolder folder = new SiteFolder(root, node);
        for (String file : new String[] {"network.yml", "config.yml"}) {
            Files.createDirectories(folder.file(file).getParent());
            Files.copy(Path.of("../deploy/src/main/site", example, file), folder.file(file), StandardCopyOption.REPLACE_EXISTING);
        }
        return folder.write("secret.yml", "tandem:\n  secret: \"0123456789abcdef0123456789abcdef\"\n");
    }

    Path file(String name) {
        return root.resolve("etc/tandem").resolve(name);
    }

    SiteFolder write(String name, String text) throws IOException {
        Files.createDirectories(file(name).getParent());
        Files.writeString(file(name), text);
        return this;
    }

    SiteFolder add(String name, String text) throws IOException {
        Files.writeString(file(name), text, StandardOpenOption.APPEND);
        return this;
    }

    SiteFolder replace(String name, String what, String by) throws IOException {
        String text = Files.readString(file(name));
        if (!text.contains(what)) throw new IllegalArgumentException(what + " is not in " + name);
        return write(name, text.replace(what, by));
    }

    String read(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }

    Said cfg(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = new String[arguments.length + 4];
        System.arraycopy(new String[] {"--root", root.toString(), "--node", node}, 0, all, 0, 4);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        CommandLine command = new CommandLine(new CfgCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        command.setExecutionExceptionHandler((failure, line, _) -> {
            line.getErr().println(failure.getMessage());
            return 1;
        });
        return new Said(command.execute(all), out.toString(), err.toString());
    }
}
