package io.tandem.proxy.pbx;

import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.location.AddressOfRecord;

/** A member of a group whose phones ring. Immutable.
 * @param rings whose phones: its own, or those of whom it forwards its calls to */
public record HuntMember(Subscriber subscriber, AddressOfRecord rings) {

    Optional<String> extension() {
        return subscriber.preferences().get(CallPreferences.PBX_EXTENSION);
    }

    @Override
    public String toString() {
        return subscriber.addressOfRecord() + (rings.toString().equals(subscriber.addressOfRecord()) ? "" : " at " + rings);
    }
}
