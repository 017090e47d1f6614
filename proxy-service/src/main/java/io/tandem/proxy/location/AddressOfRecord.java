package io.tandem.proxy.location;

import java.util.List;
import java.util.Locale;

import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.Subscriber;

/** Whose bindings they are (RFC 3261 §10.3 step 5). Case matters in the user only.
 * @param user   unescaped
 * @param domain lower case */
public record AddressOfRecord(String user, String domain) {
    public AddressOfRecord {
        domain = domain.toLowerCase(Locale.ROOT);
    }

    /** Those of a subscriber's devices. */
    public static List<AddressOfRecord> ofDevices(Subscriber subscriber) {
        return subscriber.aliases().stream().filter(Alias::isDevid).map(device -> new AddressOfRecord(device.username(), subscriber.domain())).toList();
    }

    @Override
    public String toString() {
        return user + "@" + domain;
    }
}
