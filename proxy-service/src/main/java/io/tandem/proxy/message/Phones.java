package io.tandem.proxy.message;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.number.Subscribers;

/** Where messages go: the same phones when they are sent and when they have waited. Any thread; stages complete on any thread. */
public record Phones(Subscribers subscribers, Locations locations) {

    /** Phones of a subscriber or of one of its devices; none of whoever is neither any more. */
    CompletionStage<List<Binding>> of(AddressOfRecord rings) {
        return subscribers.byUsername(rings.user(), rings.domain()).thenCompose(found -> found.isPresent() ? of(found.get(), rings) : locations.find(rings));
    }

    /** @param rings the subscriber or one of its devices */
    CompletionStage<List<Binding>> of(Subscriber subscriber, AddressOfRecord rings) {
        CompletionStage<List<Binding>> all = locations.find(rings);
        if (!rings.user().equals(subscriber.username()) || !subscriber.preferences().get(CallPreferences.LOOKUP_ALL_REGISTRATIONS)) {
            return all;
        }
        for (AddressOfRecord device : AddressOfRecord.ofDevices(subscriber)) {
            all = all.thenCombine(locations.find(device), (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
        }
        return all;
    }

    /** One of these may register again. Permanent ones never do, so that nothing that waited for them would ever be sent. */
    static boolean register(List<Binding> phones) {
        return phones.isEmpty() || !phones.stream().allMatch(Binding::isPermanent);
    }
}
