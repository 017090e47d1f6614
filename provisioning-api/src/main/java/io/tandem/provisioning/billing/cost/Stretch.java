package io.tandem.provisioning.billing.cost;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.TimeFormat;

/**
 * When calls began, and which. This month, if nobody says otherwise.
 *
 * @param start of the first second, UTC
 * @param end   behind the last second
 */
record Stretch(Instant start, Instant end, String direction) {
    static Stretch of(Optional<String> start, Optional<String> end, Optional<String> direction, InstantSource clock) {
        String way = direction.orElse("out");
        if (!way.equals("out") && !way.equals("in") && !way.equals("in_out")) {
            throw ApiError.unprocessable("Invalid query parameter direction='%s', out, in or in_out is needed.".formatted(way));
        }
        LocalDateTime month = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).withDayOfMonth(1).atStartOfDay();
        LocalDateTime from = start.map(text -> TimeFormat.moment("start", text)).orElse(month);
        LocalDateTime to = end.map(text -> TimeFormat.moment("end", text).plusSeconds(1)).orElseGet(() -> from.isBefore(month) ? month : month.plusMonths(1));
        return new Stretch(from.toInstant(ZoneOffset.UTC), to.toInstant(ZoneOffset.UTC), way);
    }
}
