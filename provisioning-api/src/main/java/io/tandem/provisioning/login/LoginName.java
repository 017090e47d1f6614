package io.tandem.provisioning.login;

/** What somebody calls himself when he logs in.
 * @param domain of a subscriber; empty in the other realms */
public record LoginName(Realm realm, String user, String domain) {
    /** @param host what the client called this server; the domain of a subscriber who names none */
    public static LoginName of(Realm realm, String login, String host) {
        int at = login.lastIndexOf('@');
        if (realm != Realm.SUBSCRIBER) {
            return new LoginName(realm, login, "");
        }
        return at < 0 ? new LoginName(realm, login, host) : new LoginName(realm, login.substring(0, at), login.substring(at + 1));
    }

    @Override
    public String toString() {
        return domain.isEmpty() ? user : user + "@" + domain;
    }
}
