package io.tandem.provisioning.voicemail;

import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.resource.Content;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

/**
 * The table {@code voicemail.voicemail_spool}. A mailbox has the subscriber's uuid. The messages of a folder are numbered from 0 without holes, as
 * the app server expects; a greeting is a row with number -1 in a folder of its own.
 */
public final class Spool {
    /** Folders that hold messages. */
    static final String[] FOLDERS = {"INBOX", "Old", "Work", "Friends", "Family", "Urgent", "Cust1", "Cust2", "Cust3", "Cust4", "Cust5", "Cust6"};
    /** Folders that hold greetings. */
    static final String[] GREETINGS = {"unavail", "busy", "greet", "temp"};
    /** The last part of {@code dir}. */
    public static final String FOLDER = "substring_index(m.dir, '/', -1)";

    /** Leaves greetings out. */
    public static final String IS_MESSAGE = "m.msgnum >= 0 and " + FOLDER + " not in ('" + String.join("', '", GREETINGS) + "')";
    public static final String OWNER_ZONE = "coalesce(o.timezone, k.timezone)";

    private static final String NAME = "voicemail.voicemail_spool";
    private static final String CONTEXT = "default";
    /** What the app server's setting {@code tandem.appserver.mailbox.spool-folder} is by default. */
    private static final String ROOT = "/var/spool/asterisk/voicemail/" + CONTEXT + "/";

    private final Store store;

    Spool(Store store) {
        this.store = store;
    }

    /** Rows {@code m} with their subscriber {@code s}, its domain {@code d} and contacts {@code o} and {@code k}. */
    public static Table table(String condition) {
        return Table.of(NAME + " m join provisioning.voip_subscribers s on s.uuid = m.mailboxuser join billing.domains d on d.id = s.domain_id "
                + "join billing.voip_subscribers b on b.id = s.id left join billing.contacts o on o.id = b.contact_id "
                + "join billing.contracts c on c.id = b.contract_id join billing.contacts k on k.id = c.contact_id", "m.id", condition)
            .ownedBy("d.reseller_id", "s.account_id", "s.id");
    }

    Optional<Content> recording(long id) {
        return store.content(NAME, "recording", id);
    }

    void move(long id, String folder) {
        String from = dir(id);
        String to = from.substring(0, from.lastIndexOf('/') + 1) + folder;
        if (!to.equals(from)) {
            long number = number(id);
            long next = store.number("select coalesce(max(msgnum) + 1, 0) from " + NAME + " where dir = ? for update", to).orElse(0L);
            store.execute("update " + NAME + " set dir = ?, msgnum = ? where id = ?", to, next, id);
            close(from, number);
        }
    }

    void delete(long id) {
        String from = dir(id);
        long number = number(id);
        remove(id);
        close(from, number);
    }

    /** For a row that is no numbered message. */
    void remove(long id) {
        store.execute("delete from " + NAME + " where id = ?", id);
    }

    long insertGreeting(String uuid, String folder, byte[] wav) {
        return store.insert(NAME, Map.of("msgnum", -1, "dir", ROOT + uuid + "/" + folder, "context", CONTEXT, "mailboxuser", uuid,
            "mailboxcontext", CONTEXT, "recording", wav));
    }

    void replaceGreeting(long id, String uuid, String folder, byte[] wav) {
        store.update(NAME, id, Map.of("dir", ROOT + uuid + "/" + folder, "recording", wav));
    }

    /** Fills the place of a message that is gone. */
    private void close(String dir, long number) {
        store.execute("update " + NAME + " set msgnum = msgnum - 1 where dir = ? and msgnum > ?", dir, number);
    }

    private String dir(long id) {
        return store.text("select dir from " + NAME + " where id = ?", id).orElseThrow();
    }

    private long number(long id) {
        return store.number("select msgnum from " + NAME + " where id = ? for update", id).orElseThrow();
    }
}
