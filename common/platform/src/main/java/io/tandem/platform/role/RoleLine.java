package io.tandem.platform.role;

import java.io.IOException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One line of the HA manager: a JSON object with {@code state}, {@code epoch}, {@code detail} and {@code draining}; other members are for others.
 *
 * @param draining the node is about to hand over by order: no call shall begin, and the line is to be answered with the number of those being set up
 */
record RoleLine(NodeRole role, boolean draining) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String ACTIVE = "active";
    /** The HA manager's stores are not ready yet, the addresses are there. */
    private static final String PROMOTING = "promoting";

    /** @throws IOException if it is no such object: then the role is not known */
    static RoleLine parse(byte[] line, int length) throws IOException {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line, 0, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) throw new IOException("no JSON object");
            String state = "";
            String detail = "";
            long epoch = -1;
            boolean draining = false;
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "state" -> state = value == JsonToken.VALUE_STRING ? json.getString() : "";
                    case "detail" -> detail = value == JsonToken.VALUE_STRING ? json.getString() : "";
                    case "epoch" -> epoch = value == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : -1;
                    case "draining" -> draining = value == JsonToken.VALUE_TRUE;
                    default -> json.skipChildren();
                }
            }
            if (state.isEmpty() || epoch < 0) throw new IOException("state or epoch is missing");
            return new RoleLine(new NodeRole(state.equals(ACTIVE) || state.equals(PROMOTING), state.equals(ACTIVE), epoch, detail), draining);
        } catch (JacksonException e) {
            throw new IOException("no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
