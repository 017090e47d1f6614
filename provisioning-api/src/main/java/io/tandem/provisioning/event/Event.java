package io.tandem.provisioning.event;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that happened.
 *
 * @param id         position; a later event has a higher one, but may be seen earlier
 * @param resellerId whose it is; empty if of no reseller
 * @param subject    id of what it happened to
 */
public record Event(long id, String type, OptionalLong resellerId, String subject, String data, Instant at) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** As receivers see it. */
    public String json() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("id", id).put("type", type).put("subject", subject)
            .put("created_at", DateTimeFormatter.ISO_INSTANT.format(at));
        resellerId.ifPresent(reseller -> body.put("reseller_id", reseller));
        body.set("data", JSON.readTree(data));
        return JSON.writeValueAsString(body);
    }
}
