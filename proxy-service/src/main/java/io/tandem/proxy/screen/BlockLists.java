package io.tandem.proxy.screen;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.tandem.data.pattern.Wildcard;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.identity.CallerNumbers;

/** Block lists of administrators, customers and users (§2.10). Pure. Administrators' lists are asked first, the customer's before the user's.
 * A blacklist refuses what it names, a whitelist everything else: an empty whitelist refuses all. */
public final class BlockLists {
    static final String BY_ADMIN = "Blocked by Admin";
    static final String BY_CONTRACT = "Blocked by Contract";
    static final String BY_CALLER = "Blocked by Caller";
    static final String BY_CALLEE = "Blocked by Callee";

    private static final PreferenceKey<Boolean> NO_CLIR = CallPreferences.BLOCK_IN_CLIR;

    private BlockLists() {}

    /** One list and what it says when it refuses. */
    private record Entry(Preferences owner, PreferenceKey<List<Wildcard>> list, PreferenceKey<Boolean> whitelist, String reason) {
        boolean refuses(Predicate<Predicate<String>> any) {
            boolean named = any.test(number -> owner.get(list).stream().anyMatch(pattern -> pattern.matches(number)));
            return named != owner.get(whitelist);
        }
    }

    /** Calls to this callee.
     * @return the reason phrase of the 403; empty if the call may come in */
    public static Optional<String> incoming(PartySnapshot callee, CallerNumbers caller) {
        return Stream.of(clir(callee.customer(), CallPreferences.ADM_BLOCK_IN_CLIR, BY_ADMIN, caller),
                        clir(callee.own(), CallPreferences.ADM_BLOCK_IN_CLIR, BY_ADMIN, caller),
                        in(callee.customer(), true, BY_ADMIN, caller), in(callee.own(), true, BY_ADMIN, caller),
                        clir(callee.customer(), NO_CLIR, BY_CONTRACT, caller), in(callee.customer(), false, BY_CONTRACT, caller),
                        clir(callee.own(), NO_CLIR, BY_CALLEE, caller), in(callee.own(), false, BY_CALLEE, caller))
                .flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> in(Preferences owner, boolean admin, String reason, CallerNumbers caller) {
        Entry entry = admin ? new Entry(owner, CallPreferences.ADM_BLOCK_IN, CallPreferences.ADM_BLOCK_IN_WHITELIST, reason)
                : new Entry(owner, CallPreferences.BLOCK_IN, CallPreferences.BLOCK_IN_WHITELIST, reason);
        return entry.refuses(caller::any) ? Optional.of(reason) : Optional.empty();
    }

    private static Optional<String> clir(Preferences owner, PreferenceKey<Boolean> refusesAnonymous, String reason, CallerNumbers caller) {
        return caller.anonymous() && owner.get(refusesAnonymous) ? Optional.of(reason) : Optional.empty();
    }

    /** Calls of this caller.
     * @param lifted lists of these owners do not count
     * @param called names and numbers under which the callee was called or is known: a list that names one of them means it
     * @return the reason phrase of the 403; empty if the call may go out */
    public static Optional<String> outgoing(PartySnapshot caller, Lifted lifted, List<String> called) {
        return Stream.of(new Entry(caller.customer(), CallPreferences.ADM_BLOCK_OUT, CallPreferences.ADM_BLOCK_OUT_WHITELIST, BY_ADMIN),
                        new Entry(caller.own(), CallPreferences.ADM_BLOCK_OUT, CallPreferences.ADM_BLOCK_OUT_WHITELIST, BY_ADMIN),
                        new Entry(caller.customer(), CallPreferences.BLOCK_OUT, CallPreferences.BLOCK_OUT_WHITELIST, BY_CONTRACT),
                        new Entry(caller.own(), CallPreferences.BLOCK_OUT, CallPreferences.BLOCK_OUT_WHITELIST, BY_CALLER))
                .filter(entry -> !lifted.lifts(entry.reason().equals(BY_ADMIN)))
                .filter(entry -> entry.refuses(condition -> called.stream().anyMatch(condition))).map(Entry::reason).findFirst();
    }

    /** Calls of this caller by the number that it shows ({@code upn_block_*}). */
    public static Optional<String> ownNumber(PartySnapshot caller, CallerNumbers numbers) {
        Entry entry = new Entry(caller.own(), CallPreferences.UPN_BLOCK, CallPreferences.UPN_BLOCK_WHITELIST, BY_CALLER);
        boolean refused = numbers.anonymous() && caller.own().get(CallPreferences.UPN_BLOCK_CLIR)
                || entry.refuses(condition -> condition.test(numbers.userProvided()));
        return refused ? Optional.of(BY_CALLER) : Optional.empty();
    }
}
