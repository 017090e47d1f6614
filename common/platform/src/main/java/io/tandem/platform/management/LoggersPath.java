package io.tandem.platform.management;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.tandem.platform.http.HttpReply;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.logging.LoggersEndpoint;
import org.springframework.boot.actuate.logging.LoggersEndpoint.GroupLoggerLevelsDescriptor;
import org.springframework.boot.actuate.logging.LoggersEndpoint.LoggerLevelsDescriptor;
import org.springframework.boot.actuate.logging.LoggersEndpoint.SingleLoggerLevelsDescriptor;
import org.springframework.boot.logging.LogLevel;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code loggers} and {@code loggers/NAME}: what is logged; POST {@code {"configuredLevel": "DEBUG"}} to a name changes it until the next start. */
record LoggersPath(LoggersEndpoint loggers) implements ManagementEndpoint {
    private static final String LEVEL = "configuredLevel";

    @Override public String name() {
        return "loggers";
    }

    @Override public HttpReply serve(ManagementRequest request) {
        if (request.path().isEmpty() && request.isRead()) {
            return ManagementEndpoint.json(200, all());
        }
        Optional<String> logger = request.onlyPart();
        if (logger.isEmpty()) {
            return request.path().isEmpty() ? ManagementEndpoint.wrongMethod(request) : ManagementEndpoint.notFound();
        }
        return request.isRead() ? one(logger.get()) : request.method().equals("POST") ? configure(logger.get(), request.body())
            : ManagementEndpoint.wrongMethod(request);
    }

    private Map<String, Object> all() {
        LoggersEndpoint.LoggersDescriptor found = loggers.loggers();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("levels", found.getLevels() == null ? List.of() : List.copyOf(found.getLevels()));
        values.put("loggers", each(found.getLoggers()));
        values.put("groups", each(found.getGroups()));
        return values;
    }

    private static Map<String, Object> each(@Nullable Map<String, ? extends LoggerLevelsDescriptor> named) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (named != null) {
            named.forEach((name, levels) -> values.put(name, values(levels)));
        }
        return values;
    }

    private HttpReply one(String logger) {
        LoggerLevelsDescriptor found = loggers.loggerLevels(logger);
        return found == null ? ManagementEndpoint.notFound() : ManagementEndpoint.json(200, values(found));
    }

    private static Map<String, Object> values(LoggerLevelsDescriptor levels) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (levels.getConfiguredLevel() != null) {
            values.put(LEVEL, levels.getConfiguredLevel());
        }
        if (levels instanceof SingleLoggerLevelsDescriptor single) {
            values.put("effectiveLevel", single.getEffectiveLevel());
        } else if (levels instanceof GroupLoggerLevelsDescriptor group) {
            values.put("members", group.getMembers());
        }
        return values;
    }

    private HttpReply configure(String logger, byte[] body) {
        try {
            loggers.configureLogLevel(logger, level(JsonMapper.shared().readTree(body).path(LEVEL)));
            return HttpReply.nothing();
        } catch (JacksonException | IllegalArgumentException e) {
            return HttpReply.text(400, "POST {\"%s\": \"DEBUG\"}, or null for the level of the logger above: %s".formatted(LEVEL, e.getMessage()));
        }
    }

    /** None sets a logger free of a level of its own. */
    private static @Nullable LogLevel level(JsonNode level) {
        return level.isNull() || level.isMissingNode() ? null : LogLevel.valueOf(level.asString().toUpperCase(Locale.ROOT));
    }
}
