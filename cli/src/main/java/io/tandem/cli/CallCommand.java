package io.tandem.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tandem call}. */
@Command(name = "call", mixinStandardHelpOptions = true, description = "Lets the demonstration phones call each other on the running suite.")
final class CallCommand implements Callable<Integer> {
    @Mixin private CallOptions options = new CallOptions();

    @Override public Integer call() throws Exception {
        return options.run() ? 0 : 1;
    }
}
