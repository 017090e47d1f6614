package io.tandem.provisioning.resource;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A question to a collection: filters (all must hold), order and page. Query parameters that the resource does not declare are ignored, never an
 * error: clients send whole objects as filters.
 *
 * @param filters value by filter name; {@code *} is a wildcard, {@code $null} and {@code $not_null} ask for absence and presence
 */
public record Search(int page, int rows, Optional<String> orderBy, boolean descending, boolean count, Map<String, String> filters) {
    /** The most rows one page holds; a client that asks for more gets this many and a {@code next} link. */
    public static final int MAX_ROWS = 5000;

    /** No number, so that no id is one. */
    private static final String NOTHING = "nothing";
    private static final int DEFAULT_ROWS = 10;
    private static final Pattern POSITIVE = Pattern.compile("0*[1-9]\\d{0,8}");

    public Search {
        filters = Map.copyOf(filters);
    }

    /** Asks for items by their ids, at most {@link #MAX_ROWS}. */
    public static Search ofIds(Collection<String> ids) {
        return new Search(1, MAX_ROWS, Optional.empty(), false, false, Map.of("id", String.join(",", ids)));
    }

    /** A page of the most rows for who reads them all. */
    public Search uncounted(int number) {
        return new Search(number, MAX_ROWS, orderBy, descending, false, filters);
    }

    /** The same question, of fewer items: a filter that is there already must ask for the same. */
    public Search and(String filter, String value) {
        Map<String, String> more = new LinkedHashMap<>(filters);
        more.merge(filter, value, (asked, only) -> asked.equals(only) ? only : NOTHING);
        return new Search(page, rows, orderBy, descending, count, more);
    }

    /** Rows before this page. */
    public long offset() {
        return (page - 1L) * rows;
    }

    public static Search of(Declaration declaration, Map<String, List<String>> parameters) {
        Map<String, String> filters = new LinkedHashMap<>();
        for (String name : declaration.filterNames()) {
            first(parameters, name).ifPresent(value -> filters.put(name, value));
        }
        Optional<String> orderBy = first(parameters, "order_by").filter(declaration.orderNames()::contains);
        boolean descending = first(parameters, "order_by_direction").filter("desc"::equalsIgnoreCase).isPresent();
        boolean count = first(parameters, "no_count").filter(value -> "1".equals(value) || "true".equals(value)).isEmpty();
        int rows = Math.min(positive(parameters, "rows", DEFAULT_ROWS), MAX_ROWS);
        return new Search(positive(parameters, "page", 1), rows, orderBy, descending, count, filters);
    }

    private static int positive(Map<String, List<String>> parameters, String name, int otherwise) {
        Optional<String> given = first(parameters, name);
        if (given.isPresent() && !POSITIVE.matcher(given.get()).matches()) {
            throw ApiError.badRequest("Invalid query parameter %s='%s', a whole number above 0 is needed.".formatted(name, given.get()));
        }
        return given.map(Integer::parseInt).orElse(otherwise);
    }

    private static Optional<String> first(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst();
    }
}
