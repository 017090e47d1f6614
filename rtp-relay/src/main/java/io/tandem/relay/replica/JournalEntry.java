package io.tandem.relay.replica;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.MalformedNgException;
import io.tandem.relay.wire.Value;

/** One command of a call, with what the relay chose for it.
 * @param at      when it was carried out
 * @param client  host it came from
 * @param choices ports, keys, credentials, in the order they were made; secret */
record JournalEntry(Instant at, String client, List<String> choices, Value.Dictionary command) {
    JournalEntry {
        choices = List.copyOf(choices);
    }

    /** JSON. */
    String text() {
        Value.Dictionary entry = Value.Dictionary.with("at", at.toEpochMilli()).put("client", client)
                .put("choices", new Value.Items(choices.stream().<Value>map(Value.Text::new).toList())).put("command", command).build();
        return new String(Encoding.JSON.encode(entry), StandardCharsets.UTF_8);
    }

    /** @throws MalformedStateException if it is not from {@link #text} */
    static JournalEntry parse(String text) throws MalformedStateException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        Map<String, Value> entries;
        try {
            entries = Encoding.JSON.decode(octets, 0, octets.length).entries();
        } catch (MalformedNgException e) {
            throw new MalformedStateException("a journal entry is no JSON", e);
        }
        if (entries.get("at") instanceof Value.Number(long millis) && entries.get("client") instanceof Value.Text(String client)
                && entries.get("choices") instanceof Value.Items(List<Value> choices)
                && entries.get("command") instanceof Value.Dictionary command) {
            return new JournalEntry(Instant.ofEpochMilli(millis), client, choices.stream().map(Value::asText).flatMap(Optional::stream).toList(),
                    command);
        }
        throw new MalformedStateException("a journal entry lacks one of at, client, choices, command");
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "journal entry of " + at + ": " + command.text("command").orElse("?");
    }
}
