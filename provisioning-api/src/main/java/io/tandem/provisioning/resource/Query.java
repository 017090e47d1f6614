package io.tandem.provisioning.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Query parameters of a request; those that nobody asks for are ignored. */
public record Query(Map<String, List<String>> parameters) {
    public static final Query NONE = new Query(Map.of());

    public Query {
        parameters = Map.copyOf(parameters);
    }

    public Optional<String> first(String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** Whether a switch is on; {@code otherwise} when it is not given. */
    public boolean flag(String name, boolean otherwise) {
        return first(name).map(value -> !value.isEmpty() && !"0".equals(value) && !"false".equalsIgnoreCase(value)).orElse(otherwise);
    }
}
