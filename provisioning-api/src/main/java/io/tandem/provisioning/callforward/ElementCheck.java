package io.tandem.provisioning.callforward;

import java.util.regex.PatternSyntaxException;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Values;

/** What an element of a set must hold beyond its form. */
record ElementCheck(SetKind kind) {
    private static final long MAX_INT = Integer.MAX_VALUE;

    /** @throws ApiError 422 */
    void check(Values element, String path, boolean regex) {
        switch (kind) {
            case DESTINATION -> {
                range(element, path, "timeout", 1);
                range(element, path, "priority", 0);
                range(element, path, "announcement_id", 1);
            }
            case TIME -> Period.COLUMNS.forEach(column -> element.text(column.column())
                .ifPresent(value -> column.fault(value).ifPresent(fault -> refuse(path, column.column(), value, fault))));
            case SOURCE -> pattern(element, path, "source", regex);
            case BNUMBER -> pattern(element, path, "bnumber", regex);
        }
    }

    private static void range(Values element, String path, String field, long least) {
        element.whole(field).filter(value -> value < least || value > MAX_INT)
            .ifPresent(value -> refuse(path, field, value.toString(), "Value must be between %d and %d".formatted(least, MAX_INT)));
    }

    private static void pattern(Values element, String path, String field, boolean regex) {
        String pattern = element.require(field);
        try {
            if (regex) {
                PerlPattern.of(pattern);
            }
        } catch (PatternSyntaxException e) {
            refuse(path, field, pattern, "Value must be a regular expression: " + e.getDescription());
        }
    }

    private static void refuse(String path, String field, String input, String error) {
        throw ApiError.invalid(path + "." + field, input, error);
    }
}
