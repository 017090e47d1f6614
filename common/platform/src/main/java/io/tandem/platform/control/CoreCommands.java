package io.tandem.platform.control;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.tandem.platform.TandemService;

/** {@code core.*}: the process itself, any service. */
final class CoreCommands implements ControlCommands {
    private final String service;
    private final InstantSource clock;
    private final Instant since;

    CoreCommands(String service, InstantSource clock) {
        this.service = service;
        this.clock = clock;
        since = clock.instant();
    }

    @Override public List<ControlCommand> commands() {
        return List.of(
            ControlCommand.of("core.uptime", "core.uptime: since when the service runs, and for how many seconds.", _ -> uptime()),
            ControlCommand.of("core.version", "core.version: name and version.", _ -> version()),
            ControlCommand.of("core.info", "core.info: version, process, Java and memory.", _ -> info()));
    }

    private Map<String, Object> uptime() {
        Instant now = clock.instant();
        Map<String, Object> uptime = new LinkedHashMap<>();
        uptime.put("now", now.toString());
        uptime.put("up_since", since.toString());
        uptime.put("uptime", Duration.between(since, now).toSeconds());
        return uptime;
    }

    private String version() {
        return service + " (Tandem) " + Objects.requireNonNullElse(TandemService.class.getPackage().getImplementationVersion(), "unpackaged");
    }

    private Map<String, Object> info() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("version", version());
        info.put("pid", ProcessHandle.current().pid());
        info.put("java", System.getProperty("java.runtime.version", "unknown"));
        info.put("processors", Runtime.getRuntime().availableProcessors());
        info.put("heap_used", heap.getUsed());
        info.put("heap_max", heap.getMax());
        info.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
        return info;
    }
}
