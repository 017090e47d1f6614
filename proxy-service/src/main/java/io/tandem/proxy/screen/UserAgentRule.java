package io.tandem.proxy.screen;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;

/** Whether a subscriber may use this kind of phone: {@code ua_filter_*}, {@code ua_reject_missing} (§2.1). Pure. */
public final class UserAgentRule {
    private UserAgentRule() {}

    /** @param userAgent empty without a User-Agent header: then only {@code ua_reject_missing} counts */
    public static boolean permits(Preferences own, String userAgent) {
        if (userAgent.isBlank()) {
            return !own.get(CallPreferences.UA_REJECT_MISSING);
        }
        boolean whitelist = own.get(CallPreferences.UA_FILTER_WHITELIST);
        return own.get(CallPreferences.UA_FILTER_LIST).stream().anyMatch(pattern -> pattern.matches(userAgent)) == whitelist;
    }
}
