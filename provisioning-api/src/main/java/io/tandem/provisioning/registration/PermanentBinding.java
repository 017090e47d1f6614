package io.tandem.provisioning.registration;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Values;

/** A binding that provisioning makes for a phone that does not register itself; permanent unless it says when it ends. */
record PermanentBinding(String ruid, String contact, String q, Optional<Instant> end, String socket, String path, Instant now) {
    private static final Pattern SIP_URI = Pattern.compile("(?i)sips?:[^\\s<>\"]+");

    /** Under a new name. */
    static PermanentBinding made(Values values, Instant now) {
        return of("perm-" + UUID.randomUUID(), values, now);
    }

    static PermanentBinding of(String ruid, Values values, Instant now) {
        String contact = values.require("contact").strip().replaceAll("^<|>$", "");
        if (!SIP_URI.matcher(contact).matches()) {
            throw ApiError.invalid("contact", contact, "Contact is not a SIP URI");
        }
        return new PermanentBinding(ruid, contact, values.text("q").orElse("1"), Expiry.read(values.require("expires"), now),
            values.text("socket").orElse(""), values.text("path").orElse(""), now);
    }

    /** 0 for ever. */
    long secondsToLive() {
        return end.map(moment -> Math.max(1, Duration.between(now, moment).toSeconds())).orElse(0L);
    }

    /** Of a binding that is new: with all that registrars expect to find. */
    Map<String, String> fields(Owner owner) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String empty : List.of("received", "methods", "instance")) {
            fields.put(empty, "");
        }
        for (String zero : List.of("flags", "cflags", "reg_id", "server_id", "keepalive", "partition")) {
            fields.put(zero, "0");
        }
        fields.put("connection_id", "-1");
        fields.put("cseq", "1");
        fields.put("callid", "provisioning-" + ruid);
        fields.put("user_agent", "provisioning");
        fields.put("ruid", ruid);
        fields.putAll(written(owner));
        return fields;
    }

    /** What a client may change of any binding. */
    Map<String, String> written(Owner owner) {
        return Map.of("username", owner.username(), "domain", owner.domain(), "contact", contact, "path", path, "q", q, "socket", socket,
            "expires", Long.toString(end.map(Instant::getEpochSecond).orElse(0L)), "last_modified", Long.toString(now.getEpochSecond()));
    }
}
