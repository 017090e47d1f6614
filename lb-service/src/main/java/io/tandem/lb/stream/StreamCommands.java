package io.tandem.lb.stream;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.lb.socket.HostPort;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;
import io.tandem.sip.stream.ConnectionInfo;
import io.tandem.sip.stream.tls.InvalidCertificateException;

/** Commands about stream connections and certificates, under Kamailio's names where it has them. */
record StreamCommands(Streams streams) implements ControlCommands {

    private static final long LISTED = 200;
    private static final long MAX_LISTED = 10_000;

    @Override
    public List<ControlCommand> commands() {
        return List.of(
                ControlCommand.of("tls.reload", "tls.reload: reads certificates and keys again; open connections keep theirs.", _ -> reload()),
                ControlCommand.of("tls.info", "tls.info: certificates in use, and handshakes.", _ -> info()),
                ControlCommand.of("core.tcp_list", "core.tcp_list [MAX]: open connections of all stream protocols, 200 unless said otherwise.", this::list),
                ControlCommand.of("core.tcp_stats", "core.tcp_stats: what stream connections have brought, and why they ended.",
                        _ -> streams.transport().counters().asMap()));
    }

    private Map<String, Object> reload() throws ControlFault {
        try {
            return fields("certificates", streams.reloadCertificates());
        } catch (InvalidCertificateException e) {
            throw ControlFault.failed(e.getMessage() + "; the old ones stay in use");
        }
    }

    private Map<String, Object> info() {
        Map<String, Long> counters = streams.transport().counters().asMap();
        return fields("certificates", streams.certificates(), "handshakes", counters.getOrDefault("handshakes", 0L),
                "failed", counters.getOrDefault("ended-tls-failed", 0L), "timed_out", counters.getOrDefault("ended-handshake-timeout", 0L));
    }

    private List<Map<String, Object>> list(ControlParameters parameters) throws ControlFault {
        long limit = Math.clamp(parameters.integer(0, "max", LISTED), 1, MAX_LISTED);
        return streams.transport().connections((int) limit).stream().map(StreamCommands::shown).toList();
    }

    private static Map<String, Object> shown(ConnectionInfo info) {
        return fields("id", Long.toHexString(info.id()), "type", info.protocol().parameter(), "src", HostPort.of(info.remote()).toString(),
                "dst", HostPort.of(info.local()).toString(), "age", info.age().toSeconds(), "idle", info.idle().toSeconds(),
                "bytes_in", info.bytesIn(), "bytes_out", info.bytesOut(), "opened_by", info.outgoing() ? "us" : "peer");
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}
