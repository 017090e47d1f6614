package io.tandem.proxy.message;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import io.tandem.data.change.ChangeLog;
import io.tandem.data.coherence.BoundedReads;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipMessage.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The silo in table {@code provisioning.silo}. Any thread. */
public final class SqlSilo implements Silo, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqlSilo.class);
    private static final int CONNECTIONS = 1;
    private static final int WAITING = 5_000;
    private static final int MOST_CALL_ID = 255;
    private static final int MOST_OWNER = 191; // key of a change
    /** Columns of their own, or of one hop only. */
    private static final Set<String> NOT_KEPT = Set.of("via", "max-forwards", "from", "to", "call-id", "cseq", "content-type", "content-length", "expires");
    private static final Pattern FOLD = Pattern.compile("[\\r\\n]+[ \\t]*"); // RFC 3261 §7.3.1
    private static final String EXPIRED = "delete from provisioning.silo where exp_time <= ? limit 1000";
    private static final String KEEP = "insert into provisioning.silo (subscriber_id, sender_id, src_addr, dst_addr, username, domain, inc_time, "
            + "exp_time, ctype, body, extra_hdrs, callid) select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? from dual "
            + "where (select count(*) from (select id from provisioning.silo where subscriber_id = ? limit ?) as theirs) < ? "
            + "and (select count(*) from (select id from provisioning.silo where sender_id = ? limit ?) as own) < ? "
            + "and (select count(*) from (select id from provisioning.silo where sender_id = ? and subscriber_id = ? limit ?) as pair) < ?";
    private static final String CLAIM = "update provisioning.silo set status = ?, snd_time = ? where username = ? and domain = ? and exp_time > ? "
            + "and (status = 0 or snd_time <= ?) order by id limit " + MessageProperties.BATCH;
    private static final String CLAIMED = "select id, subscriber_id, sender_id, src_addr, dst_addr, inc_time, exp_time, ctype, body, extra_hdrs, callid "
            + "from provisioning.silo where username = ? and domain = ? and status = ? order by id";
    private static final String WAITS = "select 1 from provisioning.silo where username = ? and domain = ? and exp_time > ? limit 1";
    private static final String OWNERS = "select distinct username, domain from provisioning.silo where exp_time > ?";

    private final BoundedReads work = new BoundedReads(CONNECTIONS, WAITING);
    private final DataSource database;
    private final MessageProperties limits;

    public SqlSilo(DataSource database, MessageProperties limits) {
        this.database = database;
        this.limits = limits;
    }

    @Override
    public CompletionStage<OptionalLong> keep(StoredMessage message) {
        return work.submit(() -> {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                try {
                    OptionalLong id = message.owner().toString().length() > MOST_OWNER ? OptionalLong.empty() : insert(connection, message);
                    connection.commit();
                    return id;
                } catch (SQLException | RuntimeException failure) {
                    connection.rollback();
                    throw failure;
                } finally {
                    connection.setAutoCommit(true);
                }
            }
        });
    }

    private OptionalLong insert(Connection connection, StoredMessage message) throws SQLException {
        expire(connection, message.arrival());
        try (PreparedStatement insert = connection.prepareStatement(KEEP, Statement.RETURN_GENERATED_KEYS)) {
            fill(insert, message);
            if (insert.executeUpdate() == 0) {
                return OptionalLong.empty();
            }
            ChangeLog.append(connection, ChangeLog.MESSAGE, message.owner().toString());
            try (ResultSet key = insert.getGeneratedKeys()) {
                key.next();
                return OptionalLong.of(key.getLong(1));
            }
        }
    }

    private static int expire(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement expired = connection.prepareStatement(EXPIRED)) {
            expired.setLong(1, now.getEpochSecond());
            return expired.executeUpdate();
        }
    }

    private void fill(PreparedStatement insert, StoredMessage message) throws SQLException {
        SipMessage sent = message.message();
        insert.setInt(1, message.recipient());
        insert.setInt(2, message.sender());
        insert.setString(3, sent.from().withoutParameter("tag").toString());
        insert.setString(4, sent.to().withoutParameter("tag").toString());
        insert.setString(5, message.owner().user());
        insert.setString(6, message.owner().domain());
        insert.setLong(7, message.arrival().getEpochSecond());
        insert.setLong(8, message.expiry().getEpochSecond());
        insert.setString(9, sent.contentType().orElse(""));
        insert.setBytes(10, sent.body());
        insert.setString(11, kept(sent));
        insert.setString(12, sent.callId().substring(0, Math.min(sent.callId().length(), MOST_CALL_ID)));
        insert.setInt(13, message.recipient());
        insert.setInt(14, limits.maxPerRecipient());
        insert.setInt(15, limits.maxPerRecipient());
        insert.setInt(16, message.sender());
        insert.setInt(17, limits.maxPerSender());
        insert.setInt(18, limits.maxPerSender());
        insert.setInt(19, message.sender());
        insert.setInt(20, message.recipient());
        insert.setInt(21, limits.maxPerPair());
        insert.setInt(22, limits.maxPerPair());
    }

    private static String kept(SipMessage sent) {
        return sent.allHeaders().stream().filter(header -> !NOT_KEPT.contains(HeaderNames.expand(header.name()).toLowerCase(Locale.ROOT)))
                .map(header -> header.name() + ": " + FOLD.matcher(header.value()).replaceAll(" ") + "\r\n").collect(Collectors.joining());
    }

    @Override
    public CompletionStage<Claim> claim(AddressOfRecord owner, Instant now) {
        long mine = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        return work.submit(() -> {
            try (Connection connection = database.getConnection(); PreparedStatement claim = connection.prepareStatement(CLAIM)) {
                claim.setLong(1, mine);
                claim.setLong(2, now.getEpochSecond());
                claim.setString(3, owner.user());
                claim.setString(4, owner.domain());
                claim.setLong(5, now.getEpochSecond());
                claim.setLong(6, now.minus(limits.lease()).getEpochSecond());
                return claim.executeUpdate() == 0 ? new Claim(List.of(), waits(connection, owner, now)) : new Claim(claimed(connection, owner, mine), false);
            }
        });
    }

    private static boolean waits(Connection connection, AddressOfRecord owner, Instant now) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(WAITS)) {
            query.setString(1, owner.user());
            query.setString(2, owner.domain());
            query.setLong(3, now.getEpochSecond());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private static List<StoredMessage> claimed(Connection connection, AddressOfRecord owner, long mine) throws SQLException {
        List<StoredMessage> messages = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(CLAIMED)) {
            query.setString(1, owner.user());
            query.setString(2, owner.domain());
            query.setLong(3, mine);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    messages.add(new StoredMessage(row.getLong("id"), owner, row.getInt("subscriber_id"), row.getInt("sender_id"), message(row, owner),
                            Instant.ofEpochSecond(row.getLong("inc_time")), Instant.ofEpochSecond(row.getLong("exp_time"))));
                }
            }
        }
        return messages;
    }

    private static SipMessage message(ResultSet row, AddressOfRecord owner) throws SQLException {
        SipMessage.Builder message = SipMessage.request(Methods.MESSAGE, "sip:" + owner)
                .header(HeaderNames.MAX_FORWARDS, "70")
                .header(HeaderNames.FROM, row.getString("src_addr") + ";tag=silo" + row.getLong("id"))
                .header(HeaderNames.TO, row.getString("dst_addr"))
                .header(HeaderNames.CALL_ID, "silo-" + row.getLong("id") + "-" + row.getString("callid"))
                .header(HeaderNames.CSEQ, "1 " + Methods.MESSAGE);
        row.getString("extra_hdrs").lines().filter(line -> line.indexOf(':') > 0).map(SqlSilo::header)
                .forEach(header -> message.header(header.name(), header.value()));
        SipMessage built = message.build();
        return row.getString("ctype").isEmpty() ? built : built.body(row.getString("ctype"), row.getBytes("body"));
    }

    private static Header header(String line) {
        int colon = line.indexOf(':');
        return new Header(line.substring(0, colon), line.substring(colon + 1).strip());
    }

    @Override
    public void delete(long id) {
        change("delete from provisioning.silo where id = ?", id);
    }

    @Override
    public void release(long id) {
        change("update provisioning.silo set status = 0 where id = ?", id);
    }

    private void change(String sql, long id) {
        work.submit(update(sql, id)).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.warn("message {} may be delivered once more: {}", id, failure.toString());
            }
        });
    }

    private Callable<Integer> update(String sql, long id) {
        return () -> {
            try (Connection connection = database.getConnection(); PreparedStatement change = connection.prepareStatement(sql)) {
                change.setLong(1, id);
                return change.executeUpdate();
            }
        };
    }

    @Override
    public void expire(Instant now) {
        work.submit(() -> {
            try (Connection connection = database.getConnection()) {
                return expire(connection, now);
            }
        }).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.warn("messages that have expired stay in provisioning.silo until the next attempt: {}", failure.toString());
            }
        });
    }

    @Override
    public CompletionStage<Set<AddressOfRecord>> owners(Instant now) {
        return work.submit(() -> {
            try (Connection connection = database.getConnection(); PreparedStatement query = connection.prepareStatement(OWNERS)) {
                query.setLong(1, now.getEpochSecond());
                try (ResultSet row = query.executeQuery()) {
                    Set<AddressOfRecord> owners = new HashSet<>();
                    while (row.next()) {
                        owners.add(new AddressOfRecord(row.getString(1), row.getString(2)));
                    }
                    return owners;
                }
            }
        });
    }

    @Override
    public void close() {
        work.close();
    }
}
