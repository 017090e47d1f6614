package io.tandem.provisioning.subscriber;

import java.security.SecureRandom;
import java.util.Map;

import io.tandem.provisioning.table.Store;

/** A subscriber's voice mailbox, named by the digits of the primary number. */
final class Mailbox {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PINS = 10_000;

    private final Store store;

    Mailbox(Store store) {
        this.store = store;
    }

    void create(String uuid, String digits, String email) {
        store.insert("voicemail.voicemail_users", Map.of("customer_id", uuid, "mailbox", digits, "password", "%04d".formatted(RANDOM.nextInt(PINS)),
            "email", email));
    }

    /** Follows a change of the primary number. Messages and greetings hang on the uuid and stay where they are. */
    void rename(String uuid, String digits) {
        store.execute("update voicemail.voicemail_users set mailbox = ? where customer_id = ?", digits, uuid);
    }
}
