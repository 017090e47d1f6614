package io.tandem.relay.control;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.tandem.net.Scheduler;
import io.tandem.relay.option.OptionCatalogue;
import io.tandem.relay.option.Options;
import io.tandem.relay.option.Spelling;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.replica.CommandLog;
import io.tandem.relay.replica.Role;
import io.tandem.relay.report.ControlStatistics;
import io.tandem.relay.session.SessionTable;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.wire.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands of the ng protocol by name, in every spelling (signalling.md §5.2). Control thread. */
final class NgCommands {
    /** Known to the protocol, and not to this build: told apart from a misspelt name. */
    private static final Set<String> NOT_HERE = Set.of("start-forwarding", "stop-forwarding", "publish", "subscribe-request",
            "subscribe-answer", "unsubscribe", "inject-start", "inject-stop", "connect", "create", "create-answer", "mesh", "transform");

    private final OptionCatalogue catalogue = OptionCatalogue.load();
    private final Map<String, NgCommand> commands = new HashMap<>();
    /** Commands that a shadow of the call must repeat. */
    private static final Set<String> CHANGING = Set.of("offer", "answer", "delete", "block-media", "unblock-media", "silence-media",
            "unsilence-media", "block-dtmf", "unblock-dtmf", "start-recording", "stop-recording", "pause-recording");
    /** Commands that a relay answers while it stands by. */
    private static final Set<String> READING = Set.of("ping", "query", "list", "statistics");
    /** Commands whose reply has the figures of a call. */
    private static final Set<String> REPORTING = Set.of("query", "delete");
    static final String INTERNAL_ERROR = "Internal error";
    private static final Logger LOG = LoggerFactory.getLogger(NgCommands.class);

    private final ControlStatistics statistics;
    private final Scheduler scheduler;
    private final CallTurns turns;
    private Role role = Role.ALONE;
    private CommandLog log = CommandLog.NONE;

    NgCommands(ControlStatistics statistics, Scheduler scheduler, SessionTable sessions) {
        this.turns = new CallTurns(sessions, scheduler);
        this.statistics = statistics;
        this.scheduler = scheduler;
        add(Map.of("ping", _ -> Value.Dictionary.with("result", "pong")));
    }

    /** @param more by name in canonical spelling; a name that is taken is a mistake in the program */
    void add(Map<String, NgCommand> more) {
        more.forEach((name, command) -> {
            if (commands.put(name, command) != null) throw new IllegalArgumentException("two ng commands are called " + name);
        });
    }

    /** Never fails: what goes wrong is in the reply.
     * @param client host it came from
     * @param reply  told once, and at once but for commands that must wait for figures of the kernel and those that came after one on the same call;
     *               does not fail */
    void run(Value.Dictionary dictionary, String client, Consumer<Value.Dictionary> reply) {
        try {
            take(dictionary, client, reply);
        } catch (RuntimeException e) {
            LOG.error("ng command from {} failed before its turn", client, e);
            reply.accept(error(INTERNAL_ERROR));
        }
    }

    private void take(Value.Dictionary dictionary, String client, Consumer<Value.Dictionary> reply) {
        NgRequest request = new NgRequest(Options.of(dictionary), client);
        Optional<String> name = request.text("command");
        String spelling = name.map(Spelling::of).orElse("");
        NgCommand command = commands.get(spelling);
        if (name.isEmpty()) {
            reply.accept(error("Dictionary contains no key \"command\""));
        } else if (command == null) {
            reply.accept(error(NOT_HERE.contains(spelling) ? "Command '" + spelling + "' is not in this build" : "Unrecognized command"));
        } else {
            turns.take(request, REPORTING.contains(spelling), () -> reply.accept(outcome(command, spelling, request, dictionary)));
        }
    }

    private Value.Dictionary outcome(NgCommand command, String spelling, NgRequest request, Value.Dictionary dictionary) {
        try {
            return carryOut(command, spelling, request, dictionary);
        } catch (RuntimeException e) {
            LOG.error("ng command {} from {} failed", spelling, request.client(), e);
            return error(INTERNAL_ERROR);
        }
    }

    private Value.Dictionary carryOut(NgCommand command, String spelling, NgRequest request, Value.Dictionary dictionary) {
        if (!role.isActive() && !READING.contains(spelling)) return error("This relay stands by for another one, which is to be asked");
        log.begins();
        long start = scheduler.nanoTime();
        boolean good = false;
        try (MediaLoop.Gathering _ = MediaLoop.gather()) {
            Value.Builder reply = command.run(request);
            warning(request).ifPresent(text -> reply.put("warning", text));
            good = true;
            if (CHANGING.contains(spelling)) log.carriedOut(request.text("call-id").orElse(""), dictionary, request.client());
            return reply.build();
        } catch (RelayException e) {
            return e.isLoadLimit() && request.options().has("supports-load-limit") ? Value.Dictionary.with("result", "load limit").build()
                    : error(e.reason());
        } finally {
            statistics.count(request.client(), spelling, scheduler.nanoTime() - start, good);
        }
    }

    /** One of two relays from now on. */
    void pair(Role newRole, CommandLog newLog) {
        role = newRole;
        log = newLog;
    }

    /** Carries out what another relay has carried out. */
    void repeat(Value.Dictionary dictionary, String client) throws RelayException {
        NgRequest request = new NgRequest(Options.of(dictionary), client);
        NgCommand command = commands.get(Spelling.of(request.text("command").orElse("")));
        if (command == null) throw RelayException.of("command '" + request.text("command").orElse("") + "' of the other relay is unknown here");
        command.run(request);
    }

    private Optional<String> warning(NgRequest request) {
        Optional<String> options = catalogue.warning(request.options());
        List<String> all = Stream.concat(request.warnings().stream(), options.stream()).toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", all));
    }

    static Value.Dictionary error(String reason) {
        return Value.Dictionary.with("result", "error").put("error-reason", reason).build();
    }
}
