package io.tandem.provisioning.resource;

import java.util.Optional;
import java.util.Set;

import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.access.Scope;

/**
 * Who sends a request, and what he may see ({@code provisioning.md} §1.8).
 *
 * @param id         id in {@code billing.admins}; of a subscriber, that in {@code billing.voip_subscribers}
 * @param login      of a subscriber, {@code webusername@domain}
 * @param resellerId his reseller
 * @param line       the subscriber that he is; empty for administrators
 */
public record Caller(long id, String login, Role role, long resellerId, Optional<Line> line, Set<Right> rights) {
    /** A subscriber who is logged in. */
    public record Line(long subscriberId, String uuid, long customerId) {}

    /** What an administrator of any role may or may not. */
    public enum Right {
        /** Otherwise he may only read, but for his own certificates. */
        WRITE,
        /** Items show him passwords. */
        PASSWORDS,
        /** He may read call records. */
        CALL_DATA,
        /** He may read fees and balances. */
        BILLING_DATA,
        /** He may write other administrators. */
        MASTER,
        /** He may ask for a new password of his own. */
        RESET_PASSWORD
    }

    public Caller {
        rights = Set.copyOf(rights);
    }

    /** Somebody who has not logged in; only few resources have something for him. */
    public static Caller guest() {
        return new Caller(0, "", Role.GUEST, 0, Optional.empty(), Set.of(Right.WRITE));
    }

    /** Whose rows he may touch. */
    public Scope scope() {
        return switch (role) {
            case SYSTEM, ADMIN, CCAREADMIN -> new Scope(Scope.Level.EVERYTHING, 0, 0, 0);
            case RESELLER, CCARE, LINTERCEPT -> new Scope(Scope.Level.RESELLER, resellerId, 0, 0);
            case SUBSCRIBERADMIN -> new Scope(Scope.Level.CUSTOMER, resellerId, requireLine().customerId(), 0);
            case SUBSCRIBER -> new Scope(Scope.Level.SUBSCRIBER, resellerId, requireLine().customerId(), requireLine().subscriberId());
            case GUEST -> new Scope(Scope.Level.NOTHING, 0, 0, 0);
        };
    }

    /** Whether a resource lets him do something; whether it offers that at all is another question. */
    public boolean may(Operation operation, Declaration declaration) {
        return declaration.access().permits(role, operation);
    }

    public boolean has(Right right) {
        return rights.contains(right);
    }

    /** Whether he sees the rows of all resellers. */
    public boolean superuser() {
        return role.seesAllResellers();
    }

    public boolean readOnly() {
        return !has(Right.WRITE);
    }

    public boolean showPasswords() {
        return has(Right.PASSWORDS);
    }

    public boolean callData() {
        return has(Right.CALL_DATA);
    }

    private Line requireLine() {
        return line.orElseThrow(() -> new IllegalStateException(role + " " + login + " without a subscriber"));
    }
}
