package io.tandem.provisioning.rest;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.owner.Zone;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.TimeFormat;

/** Times in the zone that the client names ({@code tz=Europe/Vienna}) or that of the owner ({@code use_owner_tz=1}), where a resource offers that. */
final class LocalTime {
    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSS]");

    private LocalTime() {}

    /** @throws ApiError 422 when there is no such zone */
    static void apply(Resource resource, Collection<Item> items, Request request) {
        if (resource instanceof Resource.TellsTime zoned) {
            Zone zone = Zone.of(request.query());
            if (zone.isAsked()) {
                Optional<String> owner = zone.asked().isEmpty() ? zoned.ownerZone(request.query(), request.caller()) : Optional.empty();
                items.forEach(item -> convert(resource.declaration().fields(), item, zone.forOwner(owner)));
            }
        }
    }

    private static void convert(List<Field> fields, Item item, ZoneId zone) {
        for (Field field : fields) {
            String text = item.text(field.name());
            if (field.type() instanceof FieldType.Timestamp && !text.isEmpty()) {
                LocalDateTime local = LocalDateTime.parse(text, TEXT).atOffset(ZoneOffset.UTC).atZoneSameInstant(zone).toLocalDateTime();
                item.fields().put(field.name(), (text.length() > 19 ? TimeFormat.MILLIS : TimeFormat.SECONDS).format(local));
            }
        }
    }
}
