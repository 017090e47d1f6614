package io.tandem.b2bua.message;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the proxy tells the application, {@code P-App-Param: name=value;name=value} (signalling.md §3.1). Names compare without case.
 * @param values in the order they came; a name without value has an empty one */
public record AppParameters(Map<String, String> values) {
    private static final Pattern SECONDS = Pattern.compile("0*[1-9][0-9]{0,7}");

    public AppParameters {
        values = Map.copyOf(values);
    }

    public static AppParameters parse(String header) {
        var values = new LinkedHashMap<String, String>();
        for (String part : header.split(";", -1)) {
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            if (!name.isEmpty()) values.put(name, equals < 0 ? "" : part.substring(equals + 1).strip());
        }
        return new AppParameters(values);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A positive number of whole seconds, at most a year; anything else counts as absent. */
    public Optional<Duration> seconds(String name) {
        return text(name).filter(text -> SECONDS.matcher(text).matches()).map(Long::valueOf).map(Duration::ofSeconds)
            .filter(duration -> duration.compareTo(Duration.ofDays(366)) <= 0);
    }
}
