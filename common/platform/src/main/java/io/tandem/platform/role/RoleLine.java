package io.tandem.platform.role;

import java.io.IOException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** One line of the HA manager: a JSON object with {@code state}, {@code epoch} and {@code detail}; other members are for others. */
final class RoleLine {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String ACTIVE = "active";
    /** The HA manager's stores are not ready yet, the addresses are there. */
    private static final String PROMOTING = "promoting";

    private RoleLine() {}

    /** @throws IOException if it is no such object: then the role is not known */
    static NodeRole parse(byte[] line, int length) throws IOException {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line, 0, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) throw new IOException("no JSON object");
            String state = "";
            String detail = "";
            long epoch = -1;
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "state" -> state = value == JsonToken.VALUE_STRING ? json.getString() : "";
                    case "detail" -> detail = value == JsonToken.VALUE_STRING ? json.getString() : "";
                    case "epoch" -> epoch = value == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : -1;
                    default -> json.skipChildren();
                }
            }
            if (state.isEmpty() || epoch < 0) throw new IOException("state or epoch is missing");
            return new NodeRole(state.equals(ACTIVE) || state.equals(PROMOTING), state.equals(ACTIVE), epoch, detail);
        } catch (JacksonException e) {
            throw new IOException("no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
