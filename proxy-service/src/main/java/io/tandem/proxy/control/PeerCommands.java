package io.tandem.proxy.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;
import io.tandem.proxy.probe.PeerConditions;

/** Servers of peers that are probed, as Kamailio's table {@code peer_probe} with a key such as {@code 192.0.2.1:5060;transport=UDP} (signalling.md §1.11). */
record PeerCommands(PeerConditions conditions) implements ControlCommands {
    private static final String TABLE = "peer_probe";

    @Override public List<ControlCommand> commands() {
        return List.of(
            ControlCommand.of("htable.dump", "htable.dump peer_probe: servers of peers that are probed, up or down.", this::dump),
            ControlCommand.of("htable.delete", "htable.delete peer_probe KEY: a server counts as up until it is probed again.", this::delete));
    }

    private Object dump(ControlParameters parameters) throws ControlFault {
        requireTable(parameters);
        List<Object> entries = new ArrayList<>();
        conditions.all().forEach((key, up) -> entries.add(Map.of("entry", entries.size(), "size", 1,
            "slot", List.of(Map.of("name", key, "value", up ? "up" : "down", "type", "str")))));
        return entries;
    }

    private Object delete(ControlParameters parameters) throws ControlFault {
        requireTable(parameters);
        String key = parameters.text(1, "key");
        if (!conditions.reset(key)) {
            throw ControlFault.notFound("no server '" + key + "' is probed; htable.dump " + TABLE + " lists them");
        }
        return "ok";
    }

    private static void requireTable(ControlParameters parameters) throws ControlFault {
        if (!parameters.text(0, "table").equals(TABLE)) {
            throw ControlFault.notFound("the only table is '" + TABLE + "'");
        }
    }
}
