package io.tandem.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tandem demo}. */
@Command(name = "demo", mixinStandardHelpOptions = true,
    description = "Starts the suite if needed, provisions two subscribers and lets two phones call each other; exit 0 only if all was right.")
final class DemoCommand implements Callable<Integer> {
    @Mixin private CallOptions options = new CallOptions();

    @Override public Integer call() throws Exception {
        Tandem.suite().up();
        System.out.println();
        return options.run() ? 0 : 1;
    }
}
