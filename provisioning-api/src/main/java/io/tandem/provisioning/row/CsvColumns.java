package io.tandem.provisioning.row;

import java.util.List;
import java.util.function.Consumer;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Item;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Items as lines of CSV, without a header.
 * @param fields whose values stand in a line, in this order; those at the end may be missing */
public record CsvColumns(List<String> fields) {
    public CsvColumns {
        fields = List.copyOf(fields);
    }

    public static CsvColumns of(String... fields) {
        return new CsvColumns(List.of(fields));
    }

    public List<String> line(Item item) {
        return fields.stream().map(field -> text(item.fields().path(field))).toList();
    }

    /** Gives each line to a reader, as a client would have written its item.
     * @throws ApiError 422 that begins with the number of the line which the reader refused, or which has too many values */
    public void read(List<List<String>> lines, Consumer<ObjectNode> reader) {
        for (int i = 0; i < lines.size(); i++) {
            try {
                reader.accept(item(lines.get(i)));
            } catch (ApiError refused) {
                throw ApiError.unprocessable("Line %d: %s".formatted(i + 1, refused.text()));
            }
        }
    }

    private ObjectNode item(List<String> line) {
        if (line.size() > fields.size()) {
            throw ApiError.unprocessable("%d values, but there are %d: %s".formatted(line.size(), fields.size(), String.join(",", fields)));
        }
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < line.size(); i++) {
            item.put(fields.get(i), line.get(i).strip());
        }
        return item;
    }

    private static String text(JsonNode value) {
        return value.isBoolean() ? value.booleanValue() ? "1" : "0" : value.asString("");
    }
}
