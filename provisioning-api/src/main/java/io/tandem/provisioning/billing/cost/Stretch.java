package io.tandem.provisioning.billing.cost;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;

/**
 * When calls began, and which. This month, if nobody says otherwise.
 *
 * @param start of the first second, UTC
 * @param end   behind the last second
 */
record Stretch(Instant start, Instant end, String direction) {
    /** The last that has four digits. */
    private static final int LAST_YEAR = 9999;

    static Stretch of(Optional<String> start, Optional<String> end, Optional<String> direction, InstantSource clock) {
        String way = direction.orElse("out");
        if (!way.equals("out") && !way.equals("in") && !way.equals("in_out")) {
            throw ApiError.unprocessable("Invalid query parameter direction='%s', out, in or in_out is needed.".formatted(way));
        }
        LocalDateTime month = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).withDayOfMonth(1).atStartOfDay();
        LocalDateTime from = start.map(text -> moment("start", text)).orElse(month);
        LocalDateTime to = end.map(text -> moment("end", text).plusSeconds(1)).orElseGet(() -> from.isBefore(month) ? month : month.plusMonths(1));
        return new Stretch(from.toInstant(ZoneOffset.UTC), to.toInstant(ZoneOffset.UTC), way);
    }

    private static LocalDateTime moment(String name, String text) {
        LocalDateTime moment;
        try {
            moment = text.length() == "yyyy-MM-dd".length() ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text.replace(' ', 'T'));
        } catch (DateTimeParseException wrong) {
            throw noMoment(name, text);
        }
        if (moment.getYear() > LAST_YEAR) {
            throw noMoment(name, text);
        }
        return moment;
    }

    private static ApiError noMoment(String name, String text) {
        return ApiError.unprocessable("Invalid query parameter %s='%s', YYYY-MM-DD HH:MM:SS is needed.".formatted(name, text));
    }
}
