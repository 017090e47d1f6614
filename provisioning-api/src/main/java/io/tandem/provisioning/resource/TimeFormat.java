package io.tandem.provisioning.resource;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** How times are written. */
public final class TimeFormat {
    public static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** Of calls. */
    public static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    /** The last that has four digits. */
    private static final int LAST_YEAR = 9999;

    private TimeFormat() {}

    /**
     * A time in a query; a day alone begins at its midnight.
     *
     * @param name of the parameter
     * @throws ApiError 422 if it is none
     */
    public static LocalDateTime moment(String name, String text) {
        try {
            LocalDateTime moment = text.length() == "yyyy-MM-dd".length() ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text.replace(' ', 'T'));
            if (moment.getYear() <= LAST_YEAR) {
                return moment;
            }
            throw noMoment(name, text);
        } catch (DateTimeParseException wrong) {
            throw noMoment(name, text);
        }
    }

    private static ApiError noMoment(String name, String text) {
        return ApiError.unprocessable("Invalid query parameter %s='%s', YYYY-MM-DD HH:MM:SS is needed.".formatted(name, text));
    }
}
