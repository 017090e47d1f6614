package io.tandem.lb.guard;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.lettuce.core.RedisException;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisLink;
import io.tandem.lb.affinity.Hash64;
import io.tandem.lb.ban.SourceKeys;
import io.tandem.net.peer.PeerAddress;

/** Where registered phones are, as the registrar keeps it. Walks the keys: now and then, never for a call. Blocks. */
final class RegisteredSources {

    private static final String BATCH = "500";
    private static final String BEGINNING = "0";

    /** Where an account is registered from.
     * @param accountHash tells accounts apart */
    record Registered(PeerAddress source, long accountHash) {}

    private final RedisLink redis;

    RegisteredSources(RedisLink redis) {
        this.redis = redis;
    }

    /** @param sink takes them in portions */
    void read(Consumer<List<Registered>> sink) {
        String cursor = BEGINNING;
        do {
            if (!(redis.call("SCAN", cursor, "MATCH", Keys.locationEntry("*"), "COUNT", BATCH) instanceof List<?> batch) || batch.size() < 2) {
                throw new RedisException("no reply to SCAN");
            }
            cursor = String.valueOf(batch.get(0));
            List<Registered> found = ((List<?>) batch.get(1)).stream().flatMap(key -> binding(String.valueOf(key)).stream()).toList();
            if (!found.isEmpty()) {
                sink.accept(found);
            }
        } while (!cursor.equals(BEGINNING));
    }

    private Optional<Registered> binding(String key) {
        List<String> values = redis.texts("HMGET", key, "received", "username", "domain");
        return values.size() < 3 ? Optional.empty()
                : address(values.get(0)).map(source -> new Registered(source, Hash64.of(values.get(1) + '@' + values.get(2), 0)));
    }

    /** The address in {@code sip:ip:port[;transport=tcp]}. */
    static Optional<PeerAddress> address(String received) {
        int from = received.indexOf(':') + 1;
        int end = received.indexOf(';', from);
        String hostPort = received.substring(from, end < 0 ? received.length() : end);
        boolean ported = hostPort.indexOf(':') == hostPort.lastIndexOf(':') ? hostPort.indexOf(':') > 0 : hostPort.lastIndexOf(':') > hostPort.indexOf(']');
        return from == 0 ? Optional.empty() : SourceKeys.parse(ported ? hostPort.substring(0, hostPort.lastIndexOf(':')) : hostPort);
    }
}
