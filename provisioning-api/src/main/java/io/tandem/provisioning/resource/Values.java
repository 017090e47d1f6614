package io.tandem.provisioning.resource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client wrote, checked and strictly typed by {@link Form}: a field that was missing, null or empty is absent. Immutable by convention.
 *
 * @param files by the name of their part in multipart/form-data; a body that is a file has the empty name
 */
public record Values(ObjectNode fields, Map<String, Resource.Document> files) {
    public Values {
        files = Map.copyOf(files);
    }

    public Values(ObjectNode fields) {
        this(fields, Map.of());
    }

    /** The file of this name, or the only one. */
    public Optional<Resource.Document> file(String name) {
        return Optional.ofNullable(files.get(name)).or(() -> files.size() == 1 ? files.values().stream().findFirst() : Optional.empty());
    }

    public boolean has(String name) {
        return fields.has(name);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name)).map(JsonNode::asString);
    }

    public Optional<Long> whole(String name) {
        return Optional.ofNullable(fields.get(name)).map(JsonNode::asLong);
    }

    public boolean flag(String name) {
        JsonNode value = fields.get(name);
        return value != null && value.booleanValue();
    }

    public Optional<Values> group(String name) {
        return fields.get(name) instanceof ObjectNode group ? Optional.of(new Values(group)) : Optional.empty();
    }

    public List<Values> groups(String name) {
        List<Values> found = new ArrayList<>();
        for (JsonNode element : elements(name)) {
            if (element instanceof ObjectNode group) {
                found.add(new Values(group));
            }
        }
        return found;
    }

    public List<Long> wholes(String name) {
        return elements(name).stream().map(JsonNode::asLong).toList();
    }

    /** A required field; {@link Form} has seen to it that it is there. */
    public String require(String name) {
        return text(name).orElseThrow(() -> new IllegalArgumentException("field " + name + " is not required by its form"));
    }

    public long requireWhole(String name) {
        return whole(name).orElseThrow(() -> new IllegalArgumentException("field " + name + " is not required by its form"));
    }

    /** The value as a JDBC parameter; null writes SQL NULL. */
    public @Nullable Object sql(String name) {
        JsonNode value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber()) {
            return value.longValue();
        }
        return value.isNumber() ? value.decimalValue() : value.asString();
    }

    /** Several values as a row of JDBC parameters, each named as its field. */
    public Map<String, @Nullable Object> row(Iterable<String> names) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        names.forEach(name -> row.put(name, sql(name)));
        return row;
    }

    private List<JsonNode> elements(String name) {
        JsonNode value = fields.get(name);
        return value == null ? List.of() : List.copyOf(value.values());
    }
}
