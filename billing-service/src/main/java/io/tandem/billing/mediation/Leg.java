package io.tandem.billing.mediation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.billing.cdr.Party;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON of a leg with its short keys (signalling.md §2.25). Values may be numbers or text; absent and null are the same. */
final class Leg {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int MAX_SHOWN = 100;
    private final JsonNode json;

    private Leg(JsonNode json) { this.json = json; }

    static Leg parse(String name, String text) throws UnusableRowException {
        try {
            JsonNode json = MAPPER.readTree(text);
            if (json == null || !json.isObject()) throw new UnusableRowException(name + " is no JSON object: '" + beginning(text) + "'");
            return new Leg(json);
        } catch (JacksonException e) {
            throw new UnusableRowException(name + " is no JSON: '" + beginning(text) + "'", e);
        }
    }

    private static String beginning(String text) { return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "..."; }

    /** Value as text; empty if there is none. */
    String text(String key) {
        JsonNode value = json.path(key);
        return value.isValueNode() && !value.isNull() ? value.asString() : "";
    }

    Optional<String> value(String key) { return Optional.of(text(key)).filter(text -> !text.isEmpty()); }

    /** @return value, 0 if there is none or it is no number */
    long number(String key) { return text(key).matches("\\d{1,18}") ? Long.parseLong(text(key)) : 0; }

    boolean flag(String key) { return switch (text(key)) { case "", "0", "false" -> false; default -> true; }; }

    BigDecimal decimal(String key) throws UnusableRowException {
        try {
            return new BigDecimal(text(key));
        } catch (NumberFormatException e) {
            throw new UnusableRowException("'" + key + "' is no number: '" + text(key) + "'", e);
        }
    }

    Optional<Leg> object(String key) {
        JsonNode value = json.path(key);
        return value.isObject() ? Optional.of(new Leg(value)) : Optional.empty();
    }

    Party party() throws UnusableRowException {
        String user = text("u");
        String domain = text("d");
        if (domain.isEmpty() && user.isEmpty()) throw new UnusableRowException("leg names neither user nor domain");
        long peerHost = number("lcr");
        return new Party(value("uuid").orElse("0"), text("s_id"), text("c_id"), number("a_id"), user, domain, gpp(),
                text("lnp_p"), text("lnp_t"), peerHost > 0 ? OptionalLong.of(peerHost) : OptionalLong.empty());
    }

    private List<String> gpp() {
        List<String> gpp = new ArrayList<>();
        for (int i = 0; i < Party.GPP_COUNT; i++) {
            JsonNode value = json.path("gpp").path(i);
            gpp.add(value.isValueNode() && !value.isNull() ? value.asString() : "");
        }
        return gpp;
    }
}
