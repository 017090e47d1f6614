package io.tandem.cli.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads the classes that a training run has loaded, and nothing else: run with {@code -XX:AOTCacheOutput} where packages are installed, it makes the start-up
 * cache for that JVM and those jars (JEP 514), without a database and without opening a port.
 */
public final class ClassPreload {
    /** Below it the list does not belong to these jars, and a cache would be worth nothing. */
    private static final int LEAST_SHARE_PERCENT = 90;

    private ClassPreload() {}

    /** @param args a file with a class name a line */
    public static void main(String[] args) throws IOException {
        List<String> names = Files.readAllLines(Path.of(args[0]));
        int loaded = load(names);
        System.out.println("loaded " + loaded + " of " + names.size() + " classes");
        if (loaded * 100L < (long) names.size() * LEAST_SHARE_PERCENT) {
            System.exit(1); // the JVM makes the cache all the same, and who runs this throws it away
        }
    }

    private static int load(List<String> names) {
        int loaded = 0;
        for (String name : names) {
            try {
                Class.forName(name, false, ClassPreload.class.getClassLoader());
                loaded++;
            } catch (ClassNotFoundException | LinkageError e) {
                System.err.println("not loaded: " + e); // one that needs what is not there
            }
        }
        return loaded;
    }
}
