package io.tandem.provisioning.write;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.table.Store;
import org.springframework.dao.DuplicateKeyException;

/**
 * Keys in MySQL, for 24 hours. The row is written first: a second request with the key waits on it until the first commits, then finds what that
 * made; or until it is rolled back, then creates itself.
 */
public final class IdempotencyKeys implements Idempotency {
    private static final String HEADER = "Idempotency-Key";
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final String TABLE = "provisioning.idempotency_keys";
    private static final String EXPIRED = "created_at < current_timestamp(6) - interval 24 hour";

    private final Store store;

    public IdempotencyKeys(Store store) {
        this.store = store;
    }

    @Override
    public WriteResult once(Request request, Supplier<WriteResult> work) {
        Optional<String> key = request.header(HEADER);
        if (key.isEmpty()) {
            return work.get();
        }
        if (!KEY.matcher(key.get()).matches()) {
            throw ApiError.badRequest("Invalid %s header, 1 to 255 visible ASCII characters are needed.".formatted(HEADER));
        }
        return once(request.caller().login(), key.get(), fingerprint(request), work);
    }

    /** Forgets what is older than a day. */
    public int trim() {
        return store.execute("delete from " + TABLE + " where " + EXPIRED + " limit 10000");
    }

    private WriteResult once(String caller, String key, String fingerprint, Supplier<WriteResult> work) {
        store.execute("delete from " + TABLE + " where caller = ? and idempotency_key = ? and " + EXPIRED, caller, key);
        try {
            store.insert(TABLE, Map.of("caller", caller, "idempotency_key", key, "fingerprint", fingerprint));
        } catch (DuplicateKeyException doneBefore) {
            return replay(caller, key, fingerprint);
        }
        WriteResult made = work.get();
        store.execute("update " + TABLE + " set created_id = ? where caller = ? and idempotency_key = ?", made.id(), caller, key);
        return made;
    }

    private WriteResult replay(String caller, String key, String fingerprint) {
        String id = store.text("select created_id from " + TABLE + " where caller = ? and idempotency_key = ? and fingerprint = ?", caller, key, fingerprint)
            .orElseThrow(() -> ApiError.unprocessable("The %s '%s' was used for another request within 24 hours.".formatted(HEADER, key)));
        return new WriteResult(id, Optional.empty(), Optional.empty(), true);
    }

    private static String fingerprint(Request request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String target = request.path() + " " + new TreeMap<>(request.parameters()) + " " + request.header("Content-Type").orElse("") + "\n";
            digest.update(target.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(request.body()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
