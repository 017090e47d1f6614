package io.tandem.relay.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.option.Options;
import io.tandem.relay.stream.RelayException;

/** A command in work. Control thread. */
public final class NgRequest {
    private final Options options;
    private final String client;
    private final List<String> warnings = new ArrayList<>();

    /** @param client host it came from */
    NgRequest(Options options, String client) {
        this.options = options;
        this.client = client;
    }

    public Options options() {
        return options;
    }

    /** Host the command came from. */
    public String client() {
        return client;
    }

    /** @throws RelayException naming the key if it is missing */
    public String require(String key) throws RelayException {
        return options.text(key).orElseThrow(() -> RelayException.of("No " + key + " in message"));
    }

    public Optional<String> text(String key) {
        return options.text(key);
    }

    /** For the reply. */
    public void warn(String warning) {
        warnings.add(warning);
    }

    List<String> warnings() {
        return warnings;
    }
}
