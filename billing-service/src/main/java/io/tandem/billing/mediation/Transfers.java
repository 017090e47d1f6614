package io.tandem.billing.mediation;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that transfers join (signalling.md §3.7): their records are of one group, named by the call in which the REFER came. Its row names the other call,
 * which may be mediated before or after. In the transaction of the caller.
 */
record Transfers(Connection connection) {
    private static final Logger log = LoggerFactory.getLogger(Transfers.class);
    /** Of a Call-ID that is stored. */
    private static final int LONGEST = 255;
    private static final String KNOWN = "select call_id, call_group from accounting.call_links where call_id in (";
    private static final String LINK = "insert ignore into accounting.call_links (call_id, call_group, linked_at) values (?, ?, current_timestamp)";
    private static final String GROUP = "insert ignore into accounting.cdr_group (cdr_id, call_id, cdr_start_time) select c.id, ?, c.start_time "
            + "from accounting.cdr c left join accounting.cdr_group g on g.cdr_id = c.id where g.cdr_id is null and c.call_id in (?, ?, ?, ?)";
    private static final String OLD = "delete from accounting.call_links where linked_at < current_timestamp - interval 2 day";

    /**
     * Another call that belongs to this one.
     *
     * @param callId as its caller knows it
     */
    record Link(String callId, String group) {}

    /** The group that a transfer makes of a call; empty if there was none. Pure. */
    static Optional<String> group(List<AccountingRow> rows) {
        return rows.stream().filter(AccountingRow::isRefer).findFirst().map(refer -> CallId.base(refer.callId()));
    }

    /** The other call that a REFER names. Pure. */
    static Optional<Link> link(AccountingRow refer, String group) {
        try {
            return Leg.parse("src_leg", refer.srcLeg()).value("cid").map(dialog -> CallId.base(dialog.split(";", 2)[0].strip()))
                    .filter(other -> !other.isEmpty() && other.length() <= LONGEST && !other.equals(CallId.base(refer.callId())))
                    .map(other -> new Link(other, group));
        } catch (UnusableRowException e) {
            log.warn("accounting row {} (REFER of call {}) joins no calls: {}", refer.id(), refer.callId(), e.why());
            return Optional.empty();
        }
    }

    /** Groups of these calls, as far as earlier passes know them. */
    Map<String, String> known(Collection<String> calls) throws SQLException {
        Map<String, String> groups = new HashMap<>();
        if (calls.isEmpty()) return groups;
        try (PreparedStatement statement = connection.prepareStatement(KNOWN + String.join(",", Collections.nCopies(calls.size(), "?")) + ")")) {
            int index = 1;
            for (String call : calls) statement.setString(index++, call);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) groups.put(row.getString(1), row.getString(2));
            }
        }
        return groups;
    }

    /** Keeps the links for calls that come later, and joins the records that there are. */
    void keep(List<Link> links) throws SQLException {
        for (Link link : links) {
            execute(LINK, List.of(link.callId(), link.group()));
            List<String> callIds = CallId.ofCall(link.callId()).toList();
            execute(GROUP, List.of(link.group(), callIds.get(0), callIds.get(1), callIds.get(2), callIds.get(3)));
        }
    }

    void forgetOld() throws SQLException { execute(OLD, List.of()); }

    private void execute(String sql, List<String> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) statement.setString(i + 1, values.get(i));
            statement.executeUpdate();
        }
    }
}
