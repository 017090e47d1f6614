package io.tandem.proxy.emergency;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.data.emergency.EmergencyDocuments;
import io.tandem.data.emergency.EmergencyMapping;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.tables.CallTables;
import io.tandem.proxy.caller.PartySnapshot;

/** Reads what an emergency call needs. Never blocks.
 * @param mode in which others are not made */
public record EmergencyLoader(CallTables tables, EmergencyMode mode) {

    /** @param code the number without its mark, such as 112 */
    public CompletionStage<EmergencyDetails> of(Subscriber subscriber, PartySnapshot caller, String code) {
        OptionalInt own = caller.own().get(CallPreferences.EMERGENCY_CONTAINER);
        OptionalInt container = own.isPresent() ? own : caller.customer().get(CallPreferences.EMERGENCY_CONTAINER);
        CompletionStage<Map<String, EmergencyMapping>> mappings = container.isPresent() ? tables.emergencyMappings(container.getAsInt())
                : CompletableFuture.completedFuture(Map.of());
        CompletionStage<EmergencyDocuments> documents = caller.own().get(CallPreferences.LOCATION_OBJECT)
                ? tables.emergencyDocuments(subscriber.id(), subscriber.domainId()) : CompletableFuture.completedFuture(EmergencyDocuments.NONE);
        return mappings.thenCombine(documents, (found, along) -> new EmergencyDetails(Optional.ofNullable(found.get(code)), along));
    }
}
