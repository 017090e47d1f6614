package io.tandem.provisioning.login;

import java.util.Arrays;
import java.util.Optional;

/** Which accounts a login is looked for among; clients answer the challenge of a realm they know and no other. */
public enum Realm {
    /** Administrators. */
    ADMIN("api_admin_http"),
    /** Subscribers, by web user name and domain. */
    SUBSCRIBER("api_subscriber_http"),
    /** Programs of this installation. */
    SYSTEM("api_admin_system");

    private final String label;

    Realm(String label) {
        this.label = label;
    }

    /** The name in a challenge (RFC 7617 §2). */
    public String label() {
        return label;
    }

    static Optional<Realm> of(String label) {
        return Arrays.stream(values()).filter(realm -> realm.label.equals(label)).findFirst();
    }
}
