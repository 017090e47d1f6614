package io.tandem.provisioning.row;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.tenant.ResellerReference;

/** What must hold before a row is written. */
@FunctionalInterface
public interface Rule {
    /** The first that date columns hold. */
    int FIRST_YEAR = 1000;

    /** May complete the row.
     * @throws ApiError if the row cannot be so */
    void check(Write write);

    /** The row belongs to a reseller: the caller's own, or the one that an administrator names. */
    static Rule ofReseller(Store store) {
        return write -> write.row().put(ResellerReference.FIELD, ResellerReference.of(write.values(), write.caller(), store));
    }

    /** A field that is set names an item that the caller may see. */
    static Rule visible(String field, Rows items) {
        return write -> write.values().whole(field).ifPresent(id -> {
            if (items.find(Long.toString(id), write.caller()).isEmpty()) {
                throw ApiError.unprocessable("Invalid '%s'".formatted(field));
            }
        });
    }

    /** A field that is set names a row, whoever it belongs to. */
    static Rule existing(String field, Store store, String sql) {
        return write -> write.values().whole(field).ifPresent(id -> {
            if (!store.exists(sql, id)) {
                throw ApiError.unprocessable("Invalid '%s'".formatted(field));
            }
        });
    }

    static Rule between(String field, long min, long max) {
        return write -> write.values().whole(field).filter(value -> value < min || value > max).ifPresent(value -> {
            throw ApiError.invalid(field, Long.toString(value), "Value must be between %d and %d".formatted(min, max));
        });
    }

    static Rule like(String field, Pattern form, String error) {
        return write -> write.values().text(field).filter(text -> !form.matcher(text).matches()).ifPresent(text -> {
            throw ApiError.invalid(field, text, error);
        });
    }

    /** A field that is set is a day, or a time of one, that the calendar has. */
    static Rule moment(String field) {
        return write -> write.values().text(field).ifPresent(text -> {
            try {
                LocalDateTime moment = text.contains(":") ? LocalDateTime.parse(text.replace(' ', 'T')) : LocalDate.parse(text).atStartOfDay();
                if (moment.getYear() < FIRST_YEAR) {
                    throw ApiError.invalid(field, text, "Value must not be before the year " + FIRST_YEAR);
                }
            } catch (DateTimeParseException noTime) {
                throw ApiError.invalid(field, text, "There is no such time");
            }
        });
    }

    /** A field that is set is a regular expression. */
    static Rule pattern(String field) {
        return write -> write.values().text(field).ifPresent(text -> {
            try {
                PerlPattern.of(text);
            } catch (PatternSyntaxException wrong) {
                throw ApiError.invalid(field, text, "Invalid regular expression: " + wrong.getDescription());
            }
        });
    }
}
