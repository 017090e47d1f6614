package io.tandem.cli.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The start-up cache of packages, made of a list of classes by a JVM of its own. */
class ClassPreloadTest {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir private Path folder;

    @Test void aCacheIsMadeOfAListAndTakenByAJvmOfTheSameJars() throws Exception {
        Path list = Files.writeString(folder.resolve("list"), "java.lang.String\n" + ClassPreload.class.getName() + "\njava.util.ArrayDeque\n");
        Path cache = folder.resolve("cache.aot");
        assertThat(run("-XX:AOTCacheOutput=" + cache, list)).isZero();
        assertThat(cache).isNotEmptyFile();
        assertThat(run("-XX:AOTCache=" + cache, list)).isZero();
    }

    @Test void aListOfOtherJarsIsRefused() throws Exception {
        Path list = Files.writeString(folder.resolve("list"), "java.lang.String\nno.such.Name\n");
        assertThat(run("-XX:AOTCacheOutput=" + folder.resolve("cache.aot"), list)).isEqualTo(1);
    }

    @Test void aBrokenCacheDoesNotHinderAStart() throws Exception {
        Path list = Files.writeString(folder.resolve("list"), "java.lang.String\n");
        for (String content : List.of("", "no cache at all")) {
            assertThat(run("-XX:AOTCache=" + Files.writeString(folder.resolve("broken.aot"), content), list)).isZero();
        }
        assertThat(run("-XX:AOTCache=" + folder.resolve("missing.aot"), list)).isZero();
    }

    private int run(String option, Path list) throws Exception {
        // a cache takes jars only
        String jars = Files.isDirectory(Path.of(ClassPreload.class.getProtectionDomain().getCodeSource().getLocation().toURI())) ? packed() : "";
        Process process = new ProcessBuilder(JAVA, "-XX:+UseSerialGC", option, "-Xlog:aot=off", "-cp", jars, ClassPreload.class.getName(), list.toString())
            .inheritIO().start();
        return process.waitFor();
    }

    private String packed() throws Exception {
        Path jar = folder.resolve("preload.jar");
        if (Files.notExists(jar)) {
            String entry = ClassPreload.class.getName().replace('.', '/') + ".class";
            try (var file = java.nio.file.FileSystems.newFileSystem(jar, Map.of("create", "true"));
                    var bytes = ClassPreload.class.getClassLoader().getResourceAsStream(entry)) {
                Files.createDirectories(file.getPath(entry).getParent());
                Files.copy(bytes, file.getPath(entry));
            }
        }
        return jar.toString();
    }
}
