package io.tandem.provisioning.registration;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.TimeFormat;

/** When a binding ends. Clients write a moment or epoch seconds; one in the past means never, as clients of this API family have it. */
final class Expiry {
    /** What "never" was before, in stores without a notion of it. */
    private static final long UNLIMITED = 4_294_967_295L;
    private static final Pattern MOMENT = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)(?:[ T](\\d\\d:\\d\\d:\\d\\d)(?:\\.\\d+)?)?");

    private Expiry() {}

    /** @return empty for never */
    static Optional<Instant> read(String text, Instant now) {
        return Optional.of(parse(text)).filter(end -> end.isAfter(now) && end.getEpochSecond() < UNLIMITED);
    }

    private static Instant parse(String text) {
        if (text.matches("-?\\d{1,12}(\\.\\d+)?")) {
            return Instant.ofEpochSecond((long) Double.parseDouble(text));
        }
        Matcher moment = MOMENT.matcher(text);
        if (!moment.matches()) {
            throw invalid(text);
        }
        try {
            String time = Optional.ofNullable(moment.group(2)).orElse("00:00:00");
            return LocalDateTime.parse(moment.group(1) + "T" + time).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException noSuchDay) {
            throw invalid(text);
        }
    }

    /** Stored epoch seconds as clients see them; never is the epoch, a moment in the past that can be written back. */
    static String shown(String stored) {
        long seconds = stored.matches("\\d{1,12}") ? Long.parseLong(stored) : 0;
        return TimeFormat.SECONDS.format(LocalDateTime.ofEpochSecond(seconds >= UNLIMITED ? 0 : seconds, 0, ZoneOffset.UTC));
    }

    private static ApiError invalid(String text) {
        return ApiError.invalid("expires", text, "Value must be YYYY-MM-DD HH:MM:SS or seconds since 1970");
    }
}
