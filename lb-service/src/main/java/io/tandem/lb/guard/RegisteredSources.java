package io.tandem.lb.guard;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.redis.Keys;
import io.tandem.lb.affinity.Hash64;
import io.tandem.lb.ban.SourceKeys;
import io.tandem.net.peer.PeerAddress;

/** Where registered phones are, as the registrar keeps it. Walks the keys: now and then, never for a call. Blocks. */
final class RegisteredSources {

    private static final int BATCH = 500;

    /** Where an account is registered from.
     * @param accountHash tells accounts apart */
    record Registered(PeerAddress source, long accountHash) {}

    private final Supplier<RedisCommands<String, String>> redis;

    RegisteredSources(Supplier<RedisCommands<String, String>> redis) {
        this.redis = redis;
    }

    /** @param sink takes them in portions */
    void read(Consumer<List<Registered>> sink) {
        RedisCommands<String, String> commands = redis.get();
        ScanArgs entries = ScanArgs.Builder.matches(Keys.locationEntry("*")).limit(BATCH);
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            KeyScanCursor<String> batch = commands.scan(cursor, entries);
            List<Registered> found = batch.getKeys().stream().flatMap(key -> binding(commands, key).stream()).toList();
            if (!found.isEmpty()) {
                sink.accept(found);
            }
            cursor = batch;
        } while (!cursor.isFinished());
    }

    private static Optional<Registered> binding(RedisCommands<String, String> commands, String key) {
        List<String> values = commands.hmget(key, "received", "username", "domain").stream().map(field -> field.getValueOrElse("")).toList();
        return address(values.get(0)).map(source -> new Registered(source, Hash64.of(values.get(1) + '@' + values.get(2), 0)));
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
