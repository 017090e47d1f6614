package io.tandem.cli.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of the suite's Java processes: one class path for all of them, and one AOT cache. */
final class JavaCommand {
    private final Workspace workspace;

    JavaCommand(Workspace workspace) {
        this.workspace = workspace;
    }

    /** {@code setsid} keeps Ctrl-C at the terminal from reaching services that shall stay. */
    List<String> service(Service service) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(java(service.heapMib()));
        command.addAll(service.profile().options());
        if (service.profile().isCached() && Files.exists(workspace.aotCache())) {
            command.addAll(List.of("-XX:AOTCache=" + workspace.aotCache(), "-Xlog:aot=off"));
        }
        command.add(service.mainClass());
        command.add("--tandem.config-file=" + workspace.configFile());
        return command;
    }

    /** Runs every service that has the cache once in one process, so that one cache serves all. */
    List<String> training() throws IOException {
        List<String> command = new ArrayList<>(java(512));
        command.addAll(List.of("-XX:AOTCacheOutput=" + workspace.aotCache(), "-Xlog:class+load=info:file=" + workspace.loadedClasses() + ":none:filecount=0",
            AotTraining.class.getName(),
            "--tandem.config-file=" + workspace.configFile()));
        return command;
    }

    private List<String> java(int heapMib) throws IOException {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heapMib + "m", "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true", "-Dfile.encoding=UTF-8",
            "--enable-native-access=ALL-UNNAMED", "-Dtandem.home=" + workspace.root(), "-cp", classPath());
    }

    private String classPath() throws IOException {
        try (var jars = Files.list(workspace.libraries())) {
            return String.join(":", jars.map(Path::toString).filter(path -> path.endsWith(".jar")).sorted().toList());
        }
    }
}
