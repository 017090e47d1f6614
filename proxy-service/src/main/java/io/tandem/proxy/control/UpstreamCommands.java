package io.tandem.proxy.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;
import io.tandem.proxy.upstream.UpstreamState;
import io.tandem.proxy.upstream.UpstreamStore;

/** Registrations of this system at others (signalling.md §3.6). */
record UpstreamCommands(UpstreamStore store) implements ControlCommands {

    @Override public List<ControlCommand> commands() {
        return List.of(ControlCommand.of("upstream.list",
            "upstream.list: what subscribers and peers have registered at others, and how that went.", this::list));
    }

    private Object list(ControlParameters parameters) throws ControlFault {
        Map<String, Object> all = new TreeMap<>();
        RedisAnswer.of(store.states()).forEach((id, state) -> all.put(id, described(state)));
        return all;
    }

    private static Map<String, Object> described(UpstreamState state) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("status", state.status().name().toLowerCase(Locale.ROOT));
        fields.put("address", state.address());
        fields.put("last_code", state.code());
        fields.put("last_reason", state.reason());
        fields.put("last_registration", state.at().toString());
        fields.put("expiry", state.expiresAt().toString());
        return fields;
    }
}
