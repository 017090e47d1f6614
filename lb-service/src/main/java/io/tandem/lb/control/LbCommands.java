package io.tandem.lb.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.lb.trace.LatencyHistogram;
import io.tandem.net.EventLoopCounters;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;
import io.tandem.platform.control.LoopCall;

/**
 * Commands about the load balancer as a whole. Names are Kamailio's where it has them; what is true of Kamailio only (shared memory, worker
 * processes, transactions) is not offered, or refused with the reason.
 */
record LbCommands(LbFacts lb, LatencyHistogram latency, MeterRegistry registry) implements ControlCommands {
    private static final String METERS = "tandem.lb.";
    /** Meters of what {@link LbFacts} tells better. */
    private static final Set<String> TOLD = Set.of("forwarded", "answered", "dropped", "connections", "connections.open");
    private static final Pattern ANSWERED = Pattern.compile("answered\\.([1-6]\\d\\d)\\b.*");

    @Override public List<ControlCommand> commands() {
        return List.of(
            ControlCommand.of("stats", "stats [PREFIX]: everything that is counted, perhaps only names with that beginning.", this::stats),
            ControlCommand.of("stats.get_statistics", "stats.get_statistics [all|GROUP...]: the same as 'name = value' texts, as Kamailio writes them; "
                + "a group is the first part of a name.", this::statistics),
            ControlCommand.of("sl.stats", "sl.stats: answers of the load balancer itself, by status class and status.", _ -> answers()),
            ControlCommand.of("core.tcp_info", "core.tcp_info: open connections by protocol.", _ -> connections()),
            ControlCommand.of("core.sockets_list", "core.sockets_list: sockets that are served.", _ -> lb.sockets()),
            ControlCommand.of("stats.latency", "stats.latency: how long messages stay in the load balancer, in microseconds, since the start.",
                _ -> latencies()),
            ControlCommand.of("stats.loop", "stats.loop: what the event loop has done; asks the loop, so it shows that it lives.", _ -> loop()),
            ControlCommand.of("tm.stats", "tm.stats: refused; the load balancer keeps no transactions.", _ -> {
                throw ControlFault.failed("the load balancer is stateless and keeps no transactions; ask the proxy");
            }));
    }

    private Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>(lb.counters());
        lb.connections().forEach((protocol, count) -> all.put("connections." + protocol, count));
        all.putAll(meters());
        return all;
    }

    /** What the features count: screens, streams, targets. */
    private Map<String, Long> meters() {
        Map<String, Long> values = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            String name = meter.getId().getName();
            if (name.startsWith(METERS) && !TOLD.contains(name.substring(METERS.length()))) {
                meter.measure().forEach(measurement -> values.put(name(meter.getId()), (long) measurement.getValue()));
            }
        }
        return values;
    }

    private static String name(Meter.Id id) {
        String tags = id.getTags().stream().filter(tag -> !tag.getKey().equals("service")).map(tag -> "." + tag.getValue()).collect(Collectors.joining());
        return id.getName().substring(METERS.length()) + tags;
    }

    private Map<String, Long> stats(ControlParameters parameters) throws ControlFault {
        String prefix = parameters.text(0).orElse("");
        Map<String, Long> some = all();
        some.keySet().removeIf(name -> !name.startsWith(prefix));
        return some;
    }

    private List<String> statistics(ControlParameters parameters) throws ControlFault {
        Map<String, Long> all = all();
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            groups.add(parameters.text(i, "group").replaceFirst(":$", ""));
        }
        boolean everything = groups.isEmpty() || groups.contains("all");
        return all.entrySet().stream().filter(e -> everything || groups.contains(e.getKey().split("\\.", 2)[0]))
            .map(e -> e.getKey().replaceFirst("\\.", ":") + " = " + e.getValue()).toList();
    }

    private Map<String, Long> answers() {
        Map<String, Long> answers = new LinkedHashMap<>();
        for (int hundred = 1; hundred <= 6; hundred++) {
            answers.put(hundred + "xx", 0L);
        }
        lb.counters().forEach((name, count) -> {
            Matcher answered = ANSWERED.matcher(name);
            if (answered.matches()) {
                answers.merge(answered.group(1).charAt(0) + "xx", count, Long::sum);
                answers.merge(answered.group(1), count, Long::sum);
            }
        });
        return answers;
    }

    private Map<String, Long> connections() {
        Map<String, Long> info = new LinkedHashMap<>();
        info.put("opened_connections", lb.connections().values().stream().mapToLong(Long::longValue).sum());
        info.putAll(lb.connections());
        return info;
    }

    private Map<String, Object> latencies() {
        Map<String, Object> latencies = new LinkedHashMap<>();
        long count = latency.count();
        latencies.put("messages", count);
        latencies.put("mean", count == 0 ? 0 : latency.sumNanos() / count / 1e3);
        latencies.put("p50", latency.quantileNanos(0.5) / 1e3);
        latencies.put("p90", latency.quantileNanos(0.9) / 1e3);
        latencies.put("p99", latency.quantileNanos(0.99) / 1e3);
        latencies.put("p999", latency.quantileNanos(0.999) / 1e3);
        latencies.put("max", latency.maxNanos() / 1e3);
        return latencies;
    }

    private Map<String, Object> loop() throws ControlFault {
        long asked = System.nanoTime();
        EventLoopCounters counters = new LoopCall(lb.loop()).call(lb.loop()::counters);
        Map<String, Object> loop = new LinkedHashMap<>();
        loop.put("answered_after_us", (System.nanoTime() - asked) / 1_000);
        loop.put("received", counters.received());
        loop.put("sent", counters.sent());
        loop.put("send_failures", counters.sendFailures());
        loop.put("receive_failures", counters.receiveFailures());
        loop.put("handler_exceptions", counters.handlerExceptions());
        return loop;
    }
}
