package io.tandem.cli.cfg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.tandem.cli.site.Finding;

/** Shows built files to the programs they are for, by each one's own check. */
final class ProgramChecks {
    /** Of what a program says; MariaDB's list of options comes after the error. */
    private static final int LINES = 8;

    private final Path scratch;
    private final List<Finding> findings;
    private final List<String> notes;

    /** @param notes gets what could not be checked */
    ProgramChecks(Path scratch, List<Finding> findings, List<String> notes) {
        this.scratch = scratch;
        this.findings = findings;
        this.notes = notes;
    }

    /** @param files of a node, by path */
    void check(Map<String, String> files) {
        try {
            for (Program program : Program.values()) {
                String text = files.get(program.file());
                if (text != null) {
                    check(program, text);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot check what was built in " + scratch, e);
        }
    }

    private void check(Program program, String text) throws IOException {
        String tool = program.check().getFirst();
        if (!Shell.has(tool)) {
            notes.add(program.file() + " is not checked: " + tool + " is not installed");
            return;
        }
        Path file = scratch.resolve(program.file());
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
        Path shown = file;
        if (!program.wrapper().isEmpty()) {
            shown = file.resolveSibling(program.template() + ".check");
            Files.writeString(shown, program.wrapper().replace("@FILE@", file.toString()));
        }
        String path = shown.toString();
        Shell.Result result = Shell.run(program.check().stream().map(word -> word.replace("@FILE@", path)).toList());
        if (!program.accepts(result.code(), result.output())) {
            findings.add(new Finding(program.file(), 0, tool + " refuses what was built: "
                + result.output().lines().limit(LINES).collect(Collectors.joining("\n")).replace(file.toString(), program.file())));
        }
    }
}
