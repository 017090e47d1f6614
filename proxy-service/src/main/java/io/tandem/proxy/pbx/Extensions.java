package io.tandem.proxy.pbx;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.number.Subscribers;

/** Short numbers within a PBX: what is behind the base number of the customer. Never blocks. */
public record Extensions(Subscribers subscribers, boolean enabled) {
    private static final Pattern DIGITS = Pattern.compile("\\d{1,15}");

    /** Whether this may be an extension that the caller dials. */
    public boolean mayBe(Subscriber caller, String dialled) {
        Preferences own = caller.preferences();
        return enabled && own.get(CallPreferences.CLOUD_PBX) && own.get(CallPreferences.PBX_BASE_CLI).isPresent() && DIGITS.matcher(dialled).matches();
    }

    /** The whole number, E.164 digits without plus sign; empty if no subscriber of the caller's customer has it. */
    public CompletionStage<Optional<String>> number(Subscriber caller, String dialled) {
        if (!mayBe(caller, dialled)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        String number = caller.preferences().get(CallPreferences.PBX_BASE_CLI).orElseThrow() + dialled;
        return subscribers.byNumber(number).thenApply(found -> found.filter(callee -> callee.customerId() == caller.customerId()).map(_ -> number));
    }
}
