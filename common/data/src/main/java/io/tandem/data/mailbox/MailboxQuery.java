package io.tandem.data.mailbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts the messages of one mailbox. Blocks. */
public final class MailboxQuery {
    private static final String IN = "coalesce(sum(substring_index(m.dir, '/', -1) = '%s'), 0)";
    private static final String COUNT = "select s.username, lower(d.domain), " + IN.formatted("INBOX") + ", " + IN.formatted("Old") + ", "
            + IN.formatted("Urgent") + " from provisioning.voip_subscribers s join provisioning.voip_domains d on d.id = s.domain_id "
            + "left join voicemail.voicemail_spool m on m.mailboxuser = s.uuid and m.msgnum >= 0 where s.id = ? group by s.username, d.domain";

    private static final String OWNERS = "select distinct s.id from voicemail.voicemail_spool m join provisioning.voip_subscribers s on s.uuid = "
            + "m.mailboxuser where m.msgnum >= 0 order by s.id";
    private static final String POSITION = "select coalesce(max(id), 0) from provisioning.change_log";

    private MailboxQuery() {}

    /** Subscribers who have messages, by id. */
    public static List<Integer> owners(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OWNERS); ResultSet row = query.executeQuery()) {
            List<Integer> owners = new ArrayList<>();
            while (row.next()) owners.add(row.getInt(1));
            return owners;
        }
    }

    /** Id of the last change that this database knows: what is read afterwards is at least as new. */
    public static long position(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(POSITION); ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** That of the subscriber with this id; empty if there is none. */
    public static Optional<MailboxState> ofSubscriber(Connection connection, int id) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(COUNT)) {
            count.setInt(1, id);
            try (ResultSet row = count.executeQuery()) {
                return row.next() ? Optional.of(new MailboxState(row.getString(1), row.getString(2), row.getInt(3) + row.getInt(5), row.getInt(4),
                        row.getInt(5))) : Optional.empty();
            }
        }
    }
}
