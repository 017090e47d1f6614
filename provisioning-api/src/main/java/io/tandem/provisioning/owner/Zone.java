package io.tandem.provisioning.owner;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.TimeFormat;

/** The time zone in which a client wants times: {@code tz}, that of the rows' owner with {@code use_owner_tz}, else UTC. */
public record Zone(Optional<ZoneId> asked, boolean ofOwner) {
    /** Query parameters that choose it. */
    public static final List<String> PARAMETERS = List.of("tz", "use_owner_tz");

    /** @throws ApiError 422 for a zone that is none */
    public static Zone of(Map<String, String> parameters) {
        boolean ofOwner = List.of("1", "true").contains(parameters.getOrDefault("use_owner_tz", ""));
        return new Zone(Optional.ofNullable(parameters.get("tz")).map(Zone::zone), ofOwner);
    }

    /** @throws ApiError 422 for a zone that is none */
    public static Zone of(Query query) {
        return new Zone(query.first("tz").map(Zone::zone), query.flag("use_owner_tz", false));
    }

    /** Whether the client asked for one. */
    public boolean isAsked() {
        return asked.isPresent() || ofOwner;
    }

    public String seconds(Instant time, Optional<String> ownerZone) {
        return TimeFormat.SECONDS.format(local(time, ownerZone));
    }

    public String millis(Instant time, Optional<String> ownerZone) {
        return TimeFormat.MILLIS.format(local(time, ownerZone));
    }

    /** The zone for rows of an owner; what is no zone in the database counts as UTC. */
    public ZoneId forOwner(Optional<String> ownerZone) {
        return asked.orElseGet(() -> ofOwner ? ownerZone.filter(ZoneId.getAvailableZoneIds()::contains).map(ZoneId::of).orElse(ZoneOffset.UTC)
            : ZoneOffset.UTC);
    }

    private LocalDateTime local(Instant time, Optional<String> ownerZone) {
        return LocalDateTime.ofInstant(time, forOwner(ownerZone));
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw ApiError.unprocessable("Query parameter 'tz' value '%s' is not a time zone such as Europe/Vienna.".formatted(name));
        }
    }
}
