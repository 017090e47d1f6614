package io.tandem.provisioning.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.tandem.provisioning.resource.ApiError;

/** Comma-separated values (RFC 4180) in UTF-8, without a header line. */
public final class Csv {
    private final String text;
    private final List<List<String>> lines = new ArrayList<>();
    private List<String> line = new ArrayList<>();
    private int at;

    private Csv(String text) {
        this.text = text;
    }

    /** Empty lines are left out; lines may end in LF alone.
     * @throws ApiError 400 when a quote does not end */
    static List<List<String>> read(byte[] body) {
        return new Csv(new String(body, StandardCharsets.UTF_8)).read();
    }

    public static byte[] write(List<List<String>> lines) {
        return lines.stream().map(line -> line.stream().map(Csv::quoted).collect(Collectors.joining(",")) + "\r\n").collect(Collectors.joining())
            .getBytes(StandardCharsets.UTF_8);
    }

    private List<List<String>> read() {
        while (at < text.length()) {
            line.add(text.charAt(at) == '"' ? quotedField() : plainField());
            if (at == text.length() || text.charAt(at) == '\n') {
                endLine();
            }
            at++;
            if (at == text.length() && text.charAt(at - 1) == ',') {
                line.add("");
                endLine();
            }
        }
        return lines;
    }

    private void endLine() {
        if (line.size() > 1 || !line.getFirst().isEmpty()) {
            lines.add(List.copyOf(line));
        }
        line = new ArrayList<>();
    }

    private String plainField() {
        int from = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
            at++;
        }
        return text.substring(from, at).strip();
    }

    private String quotedField() {
        StringBuilder field = new StringBuilder();
        at++;
        while (true) {
            int quote = text.indexOf('"', at);
            if (quote < 0) {
                throw ApiError.badRequest("The entity could not be processed: malformed CSV, a quote in line %d does not end.".formatted(lines.size() + 1));
            }
            field.append(text, at, quote);
            at = quote + 1;
            if (at == text.length() || text.charAt(at) != '"') {
                plainField();
                return field.toString();
            }
            field.append('"');
            at++;
        }
    }

    private static String quoted(String field) {
        return field.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r') ? '"' + field.replace("\"", "\"\"") + '"' : field;
    }
}
