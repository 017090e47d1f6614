package io.tandem.relay.control.stream;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.tandem.net.EventLoop;
import io.tandem.platform.control.http.ControlEndpoint;
import io.tandem.platform.http.HttpReply;
import io.tandem.relay.control.CliCommands;
import io.tandem.relay.control.NgEndpoint;

/** What carriers can have done on the control loop. Any thread; stages complete on the control loop. */
public final class ControlWork {
    private final EventLoop control;
    private final NgEndpoint ng;
    private final CliCommands cli;
    private final ControlEndpoint commands;
    private final Supplier<String> metrics;

    /** @param metrics the whole metrics page in Prometheus' text format; any thread */
    public ControlWork(EventLoop control, NgEndpoint ng, CliCommands cli, ControlEndpoint commands, Supplier<String> metrics) {
        this.control = control;
        this.ng = ng;
        this.cli = cli;
        this.commands = commands;
        this.metrics = metrics;
    }

    /** A message with cookie; an empty reply for one without. */
    CompletionStage<Optional<byte[]>> ng(byte[] message, InetAddress client) {
        return onLoop(done -> ng.reply(message, 0, message.length, client, done));
    }

    /** A message without cookie. */
    CompletionStage<byte[]> plain(byte[] message, InetAddress client) {
        return onLoop(done -> ng.plain(message, 0, message.length, client, done));
    }

    CompletionStage<String> cli(String line) {
        return onLoop(done -> done.accept(cli.run(line)));
    }

    CompletionStage<HttpReply> command(InetAddress client, String method, String contentType, byte[] body) {
        return commands.serve(client, method, contentType, body);
    }

    String metrics() {
        return metrics.get();
    }

    private <T> CompletionStage<T> onLoop(Consumer<Consumer<T>> piece) {
        CompletableFuture<T> done = new CompletableFuture<>();
        control.execute(() -> {
            try {
                piece.accept(done::complete);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}
