package io.tandem.relay.control;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.relay.session.SessionProperties;
import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.Value;

/** The line commands of rtpengine's console (signalling.md §5.15), for scripts that know them. Control thread. */
public final class CliCommands {
    private static final String USAGE = """
            list|get numsessions|sessions [all|own|foreign|CALL-ID]|totals|counters|jsonstats|interfaces|transcoders
            list|get|set maxsessions|timeout|silenttimeout|offertimeout|finaltimeout|deletedelay [VALUE]   (seconds; until a restart)
            call CALL-ID info|explain|terminate
            terminate CALL-ID|all|own|foreign
            active|standby
            usage
            """;
    private static final List<String> ELSEWHERE = List.of("ksadd", "ksrm", "kslist", "params", "debug", "media");

    private final RelayConsole console;

    public CliCommands(RelayConsole console) {
        this.console = console;
    }

    /** @param line one command @return its answer, lines ending with a newline */
    public String run(String line) {
        List<String> words = Arrays.stream(line.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
        if (words.isEmpty()) return "";
        String rest = words.size() > 1 ? words.get(1) : "";
        return switch (words.getFirst()) {
            case "list", "get" -> list(rest, words.size() > 2 ? words.get(2) : "");
            case "set" -> words.size() == 3 ? set(rest, words.get(2)) : "set what to which value?\n" + USAGE;
            case "terminate" -> terminate(rest);
            case "call" -> call(rest, words.size() > 2 ? words.get(2) : "info");
            case "active", "standby" -> become(words.getFirst());
            case "usage", "help" -> USAGE;
            default -> ELSEWHERE.contains(words.getFirst()) ? "'" + words.getFirst() + "' is not a command of this relay; see tandem ctl and tandem ha\n"
                    : "Unknown command '" + shortened(words.getFirst()) + "'\n" + USAGE;
        };
    }

    private String become(String role) {
        try {
            if (role.equals("active")) console.role().becomeActive();
            else console.role().becomeStandby();
            return "Success, this relay becomes " + role + "\n";
        } catch (IllegalStateException e) {
            return e.getMessage() + "\n";
        }
    }

    private static String shortened(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "...";
    }

    private String list(String what, String which) {
        Value.Dictionary all = console.statistics();
        return switch (what) {
            case "numsessions" -> "Current sessions own: %1$d%nCurrent sessions foreign: 0%nCurrent sessions total: %1$d%n".formatted(console.size());
            case "sessions" -> sessions(which);
            case "totals" -> group(all, "totalstatistics");
            case "counters" -> group(all, "currentstatistics");
            case "jsonstats" -> new String(Encoding.JSON.encode(all), StandardCharsets.UTF_8) + "\n";
            case "interfaces" -> lines("", all.entries().getOrDefault("interfaces", new Value.Items(List.of())));
            case "transcoders" -> "Directions transcoded: " + all.dictionary("currentstatistics").flatMap(now -> now.text("transcodedmedia")).orElse("0")
                    + "\n";
            default -> limit(what).map(value -> what + ": " + value + "\n").orElse("Unknown word '" + shortened(what) + "'\n" + USAGE);
        };
    }

    private static String group(Value.Dictionary all, String name) {
        return all.dictionary(name).map(group -> lines("", group)).orElse("");
    }

    private static String lines(String indent, Value value) {
        StringBuilder out = new StringBuilder();
        switch (value) {
            case Value.Dictionary dictionary -> dictionary.entries().forEach((key, entry) -> out.append(entry.asText()
                    .map(text -> indent + key + ": " + text + "\n").orElseGet(() -> indent + key + ":\n" + lines(indent + "  ", entry))));
            case Value.Items items -> items.items().forEach(item -> out.append(lines(indent, item)).append('\n'));
            case Value.Text _, Value.Number _ -> out.append(indent).append(value.asText().orElse("")).append('\n');
        }
        return out.toString();
    }

    private String sessions(String which) {
        if (which.equals("foreign")) return "No sessions\n";
        if (!which.isEmpty() && !which.equals("all") && !which.equals("own")) return call(which, "info");
        StringBuilder out = new StringBuilder();
        for (Map<String, Object> call : console.list(Integer.MAX_VALUE)) {
            out.append("callid: ").append(call.get("call_id")).append(" | ").append(call.get("state")).append(" | ").append(call.get("seconds"))
                    .append(" s\n");
        }
        return out.isEmpty() ? "No sessions\n" : out.toString();
    }

    private String call(String callId, String what) {
        Optional<List<String>> words = console.explain(callId);
        if (words.isEmpty()) return "Call-ID not found\n";
        return switch (what) {
            case "info", "explain" -> String.join("\n", words.get()) + "\n";
            case "terminate" -> terminate(callId);
            default -> "'" + shortened(what) + "' is not to be had for a call; info, explain or terminate\n";
        };
    }

    private String terminate(String which) {
        try {
            return ended(which);
        } catch (IllegalStateException e) {
            return e.getMessage() + "\n";
        }
    }

    private String ended(String which) {
        return switch (which) {
            case "" -> "terminate which call? CALL-ID, own or all\n";
            case "all", "own" -> console.killAll() + " sessions terminated\n";
            case "foreign" -> "0 sessions terminated\n";
            default -> console.kill(which) ? "1 session terminated\n" : "Call-ID not found\n";
        };
    }

    private Optional<Long> limit(String name) {
        SessionProperties limits = console.limits();
        return switch (name) {
            case "maxsessions" -> Optional.of((long) limits.maxSessions());
            case "timeout" -> Optional.of(limits.timeout().toSeconds());
            case "silenttimeout" -> Optional.of(limits.silentTimeout().toSeconds());
            case "offertimeout" -> Optional.of(limits.offerTimeout().toSeconds());
            case "finaltimeout" -> Optional.of(limits.finalTimeout().toSeconds());
            case "deletedelay" -> Optional.of(limits.deleteDelay().toSeconds());
            default -> Optional.empty();
        };
    }

    private String set(String name, String text) {
        if (limit(name).isEmpty()) return "Unknown word '" + shortened(name) + "'\n" + USAGE;
        if (!text.matches("[0-9]{1,9}")) return "'" + shortened(text) + "' is no number from 0 to 999999999\n";
        int value = Integer.parseInt(text);
        Duration time = Duration.ofSeconds(value);
        SessionProperties old = console.limits();
        console.limits(new SessionProperties(name.equals("timeout") ? time : old.timeout(), name.equals("silenttimeout") ? time : old.silentTimeout(),
                name.equals("offertimeout") ? time : old.offerTimeout(), name.equals("finaltimeout") ? time : old.finalTimeout(),
                name.equals("deletedelay") ? time : old.deleteDelay(), name.equals("maxsessions") ? value : old.maxSessions()));
        return "Success setting " + name + " to " + value + "\n";
    }
}
