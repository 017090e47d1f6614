package io.tandem.proxy.screen;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.caller.Restriction;

/** Whether the caller's network classes of service let a call pass (§2.11). Pure. */
public final class Ncos {
    private Ncos() {}

    /** What is called.
     * @param number    after the rewrite rules, or that of a subscriber who was called by name
     * @param carrierId carrier of ported numbers that it is at; empty for none
     * @param intraPbx  within a PBX: only levels that say so hold
     * @param lifted    levels of these owners do not hold
     * @param moment    of the call: levels whose time set does not hold are left out */
    public record Called(String number, OptionalInt carrierId, boolean intraPbx, Lifted lifted, Instant moment) {}

    /**
     * The same question for a call of the party's own and for one that it forwards: what restricts which is in its snapshot
     * ({@link io.tandem.proxy.caller.PartyLoader#caller} and {@link io.tandem.proxy.caller.PartyLoader#forwarder}).
     *
     * @return the first level that refuses; empty if none does
     */
    public static Optional<NcosLevel> refusal(PartySnapshot party, Called called) {
        if (party.ncos().isEmpty() || isException(party, called.number())) {
            return Optional.empty();
        }
        String area = areaPrefix(party);
        return party.ncos().stream().filter(restriction -> !called.lifted().lifts(restriction.byAdministrator())).map(Restriction::level)
                .filter(level -> (!called.intraPbx() || level.intraPbx()) && level.holds(called.moment()))
                .filter(level -> !level.permits(called.number(), area, called.carrierId())).findFirst();
    }

    private static boolean isException(PartySnapshot party, String number) {
        return party.own().get(CallPreferences.ADM_NCOS_EXCEPTIONS).stream().anyMatch(pattern -> pattern.matches(number));
    }

    private static String areaPrefix(PartySnapshot party) {
        Optional<String> country = party.own().get(CallPreferences.COUNTRY_CODE);
        Optional<String> area = party.own().get(CallPreferences.AREA_CODE);
        return country.isPresent() && area.isPresent() ? country.get() + area.get() : "";
    }

    /** For a trace. */
    public static List<String> names(PartySnapshot party) {
        return party.ncos().stream().map(Restriction::level).map(level -> level.name() + (level.whitelist() ? " (whitelist)" : " (blacklist)")).toList();
    }
}
