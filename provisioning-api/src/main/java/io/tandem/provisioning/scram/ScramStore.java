package io.tandem.provisioning.scram;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.table.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code provisioning.scram_keys}. */
public final class ScramStore {
    /** What RFC 5802 §5.1 asks for at least: 6 ms for both hashes on a slow core. */
    static final int ITERATIONS = 4096;
    private static final int SALT_BYTES = 16;
    private static final int BATCH = 200;
    private static final Logger LOG = LoggerFactory.getLogger(ScramStore.class);
    private static final String IS_PRESENT = "k.of_password = unhex(sha2(concat(k.salt, cast(s.password as binary)), 256))";

    private final Store store;
    private final SecureRandom random = new SecureRandom();

    public ScramStore(Store store) {
        this.store = store;
    }

    /** Writes the keys of a password unless they are there; within the transaction that writes the password. A password that SASLprep forbids has none. */
    public void write(long subscriber, String password) {
        boolean written = store.number("select count(*) from provisioning.scram_keys k join provisioning.voip_subscribers s on s.id = k.subscriber_id "
            + "where k.subscriber_id = ? and " + IS_PRESENT, subscriber).orElse(0L) > 0;
        if (written) {
            return;
        }
        Optional<String> prepared = PreparedPassword.of(password);
        if (prepared.isEmpty()) {
            store.execute("delete from provisioning.scram_keys where subscriber_id = ?", subscriber);
            return;
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        ScramKeys sha1 = ScramKeys.of(ScramKeys.Hash.SHA1, prepared.get(), salt, ITERATIONS);
        ScramKeys sha256 = ScramKeys.of(ScramKeys.Hash.SHA256, prepared.get(), salt, ITERATIONS);
        store.jdbc().sql("replace into provisioning.scram_keys (subscriber_id, salt, iterations, of_password, stored_key_sha1, server_key_sha1, "
                + "stored_key_sha256, server_key_sha256) select s.id, :salt, :iterations, unhex(sha2(concat(:salt, cast(s.password as binary)), 256)), "
                + ":stored1, :server1, :stored256, :server256 from provisioning.voip_subscribers s "
                + "where s.id = :id and cast(s.password as binary) = cast(:password as binary)") // another may have come meanwhile
            .params(Map.of("salt", salt, "iterations", ITERATIONS, "stored1", sha1.stored(), "server1", sha1.server(), "stored256", sha256.stored(),
                "server256", sha256.server(), "id", subscriber, "password", password)).update();
    }

    /** Gives keys to subscribers that have none, or those of an earlier password: after an upgrade, or when another program wrote passwords. Some minutes for
     * 100,000; one may be interrupted.
     * @return how many got keys */
    public int catchUp() {
        int written = 0;
        long after = 0;
        while (!Thread.currentThread().isInterrupted()) {
            List<Missing> missing = store.jdbc().sql("select s.id, s.password from provisioning.voip_subscribers s left join provisioning.scram_keys k "
                + "on k.subscriber_id = s.id and " + IS_PRESENT + " where s.id > ? and k.subscriber_id is null order by s.id limit " + BATCH)
                .param(after).query((row, _) -> new Missing(row.getLong(1), row.getString(2))).list();
            if (missing.isEmpty()) {
                break;
            }
            missing.forEach(one -> write(one.id(), one.password()));
            written += missing.size();
            after = missing.getLast().id();
        }
        if (written > 0) {
            LOG.info("{} subscribers have got SCRAM keys for XMPP", written);
        }
        return written;
    }

    private record Missing(long id, String password) {}
}
