package io.tandem.proxy.screen;

import java.util.List;
import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.proxy.caller.PartySnapshot;

/** Whether the caller's network classes of service let a call pass (§2.11). Pure. */
public final class Ncos {
    private Ncos() {}

    /**
     * @param number   who is called: the number after the rewrite rules, or that of a subscriber who was called by name
     * @param intraPbx within a PBX: only levels that say so hold
     * @return the first level that refuses; empty if none does
     */
    public static Optional<NcosLevel> refusal(PartySnapshot caller, String number, boolean intraPbx) {
        if (caller.ncos().isEmpty() || isException(caller, number)) {
            return Optional.empty();
        }
        String area = areaPrefix(caller);
        return caller.ncos().stream().filter(level -> !intraPbx || level.intraPbx()).filter(level -> !level.permits(number, area)).findFirst();
    }

    private static boolean isException(PartySnapshot caller, String number) {
        return caller.own().get(CallPreferences.ADM_NCOS_EXCEPTIONS).stream().anyMatch(pattern -> pattern.matches(number));
    }

    private static String areaPrefix(PartySnapshot caller) {
        Optional<String> country = caller.own().get(CallPreferences.COUNTRY_CODE);
        Optional<String> area = caller.own().get(CallPreferences.AREA_CODE);
        return country.isPresent() && area.isPresent() ? country.get() + area.get() : "";
    }

    /** For a trace. */
    public static List<String> names(PartySnapshot caller) {
        return caller.ncos().stream().map(level -> level.name() + (level.whitelist() ? " (whitelist)" : " (blacklist)")).toList();
    }
}
