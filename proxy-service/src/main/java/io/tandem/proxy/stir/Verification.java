package io.tandem.proxy.stir;

/** What came of looking at the Identity headers of a call. */
public sealed interface Verification {

    /** The number is the caller's, says whom we trust. */
    record Passed(Attest attest) implements Verification {
        /** As P-Asserted-Identity shows it (3GPP TS 24.229 §7.2A.20). */
        public String verstat() {
            return "TN-Validation-Passed-" + attest;
        }
    }

    /** It is not, or nobody says so (RFC 8224 §6.2.2).
     * @param why for the log */
    record Refused(int status, String reason, String why) implements Verification {}

    static Refused noIdentity(String why) {
        return new Refused(428, "Use Identity Header", why);
    }

    static Refused noCredential(String why) {
        return new Refused(436, "Bad Identity Info", why);
    }

    static Refused untrusted(String why) {
        return new Refused(437, "Unsupported Credential", why);
    }

    static Refused invalid(String why) {
        return new Refused(438, "Invalid Identity Header", why);
    }

    static Refused stale(String why) {
        return new Refused(403, "Stale Date", why);
    }
}
