package io.tandem.proxy.location;

import java.util.Locale;

/** Whose bindings they are (RFC 3261 §10.3 step 5). Case matters in the user only.
 * @param user   unescaped
 * @param domain lower case */
public record AddressOfRecord(String user, String domain) {
    public AddressOfRecord {
        domain = domain.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return user + "@" + domain;
    }
}
