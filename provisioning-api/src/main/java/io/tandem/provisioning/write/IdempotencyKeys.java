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
import io.tandem.provisioning.resource.Resource;
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

    /** A request that came with a key. */
    private record Keyed(String caller, String key, String fingerprint) {
        static Optional<Keyed> of(Request request) {
            return request.header(HEADER).map(key -> {
                if (!KEY.matcher(key).matches()) {
                    throw ApiError.badRequest("Invalid %s header, 1 to 255 visible ASCII characters are needed.".formatted(HEADER));
                }
                return new Keyed(request.caller().login(), key, fingerprintOf(request));
            });
        }
    }

    @Override
    public WriteResult once(Request request, Supplier<WriteResult> work) {
        Optional<Keyed> keyed = Keyed.of(request);
        if (keyed.isPresent() && !isNew(keyed.get())) {
            return new WriteResult(before(keyed.get()), Optional.empty(), Optional.empty(), true);
        }
        WriteResult made = work.get();
        keyed.ifPresent(done -> remember(done, made.id()));
        return made;
    }

    @Override
    public Resource.Outcome acted(Request request, Supplier<Resource.Outcome> work) {
        Optional<Keyed> keyed = Keyed.of(request);
        if (keyed.isPresent() && !isNew(keyed.get())) {
            return Resource.Outcome.empty(Integer.parseInt(before(keyed.get())));
        }
        Resource.Outcome outcome = work.get();
        keyed.ifPresent(done -> {
            if (outcome.body().isEmpty()) {
                remember(done, Integer.toString(outcome.status()));
            } else {
                store.execute("delete from " + TABLE + " where caller = ? and idempotency_key = ?", done.caller(), done.key());
            }
        });
        return outcome;
    }

    /** Forgets what is older than a day. */
    public int trim() {
        return store.execute("delete from " + TABLE + " where " + EXPIRED + " limit 10000");
    }

    private boolean isNew(Keyed request) {
        store.execute("delete from " + TABLE + " where caller = ? and idempotency_key = ? and " + EXPIRED, request.caller(), request.key());
        try {
            store.insert(TABLE, Map.of("caller", request.caller(), "idempotency_key", request.key(), "fingerprint", request.fingerprint()));
            return true;
        } catch (DuplicateKeyException doneBefore) {
            return false;
        }
    }

    private void remember(Keyed request, String result) {
        store.execute("update " + TABLE + " set created_id = ? where caller = ? and idempotency_key = ?", result, request.caller(), request.key());
    }

    /** The result of the request that had the key first. */
    private String before(Keyed request) {
        return store.text("select created_id from " + TABLE + " where caller = ? and idempotency_key = ? and fingerprint = ?", request.caller(),
                request.key(), request.fingerprint())
            .orElseThrow(() -> ApiError.unprocessable("The %s '%s' was used for another request within 24 hours.".formatted(HEADER, request.key())));
    }

    private static String fingerprintOf(Request request) {
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
