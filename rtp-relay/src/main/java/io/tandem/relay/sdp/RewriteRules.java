package io.tandem.relay.sdp;

import io.tandem.relay.option.Options;

/** What of the session's own lines is replaced (option {@code replace}).
 * @param origin       o= shows the relay's address
 * @param originFull   all of o= is the relay's
 * @param username     of o=
 * @param version      of o= is the relay's own: raised by one whenever the description changes
 * @param forceVersion the same, raised every time
 * @param sessionName  s= is the relay's
 * @param zeroAddress  an old-style hold shows the relay's address instead of 0.0.0.0 */
public record RewriteRules(boolean origin, boolean originFull, boolean username, boolean version, boolean forceVersion, boolean sessionName,
                           boolean zeroAddress) {
    public static RewriteRules of(Options request) {
        return new RewriteRules(request.has("replace-origin"), request.has("replace-origin-full"), request.has("replace-username"),
                request.has("replace-sdp-version"), request.has("replace-force-increment-sdp-ver"), request.has("replace-session-name"),
                request.has("replace-zero-address"));
    }
}
