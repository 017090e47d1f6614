package io.tandem.provisioning.resource;

import java.util.OptionalLong;

/**
 * Who sends a request, and what he may see ({@code provisioning.md} §1.8).
 *
 * @param id         id in {@code billing.admins}
 * @param resellerId his reseller
 * @param superuser  sees the rows of all resellers
 * @param readOnly   may not write, but for his own certificates
 * @param showPasswords whether items show him passwords
 * @param callData   whether he may read call records
 */
public record Caller(long id, String login, long resellerId, boolean superuser, boolean readOnly, boolean showPasswords, boolean callData) {

    /** The reseller whose rows alone he sees; empty for all. */
    public OptionalLong scope() {
        return superuser ? OptionalLong.empty() : OptionalLong.of(resellerId);
    }

    /** The role as the index of the API names it. */
    public String role() {
        return superuser ? "admin" : "reseller";
    }
}
