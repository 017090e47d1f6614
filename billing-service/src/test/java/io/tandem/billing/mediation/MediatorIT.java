package io.tandem.billing.mediation;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.zaxxer.hikari.HikariDataSource;
import io.tandem.data.DataSources;
import io.tandem.data.epoch.PairEpoch;
import io.tandem.data.epoch.StaleEpochException;
import io.tandem.testkit.server.EmbeddedMySql;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.billing.mediation.Rows.bye;
import static io.tandem.billing.mediation.Rows.invite;
import static io.tandem.billing.mediation.Rows.refer;
import static io.tandem.billing.mediation.Rows.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MediatorIT {
    private static final String RECORD = """
            select concat_ws('|', call_id, source_user, source_domain, source_cli, source_clir, source_user_out, source_account_id,
                source_gpp0, destination_user, destination_user_dialed, destination_user_in, destination_domain_in, destination_user_out,
                call_type, call_status, call_code, start_time - init_time, duration, rating_status, export_status) from accounting.cdr""";
    private static final String FIGURES = "{\"mos\":{\"avg_score\":4.4,\"avg_packetloss\":0,\"avg_jitter\":1,\"avg_rtt\":2}}";
    private static HikariDataSource dataSource;
    private static Connection sql;

    @BeforeAll static void connect() throws SQLException {
        EmbeddedMySql server = TestServers.mysql();
        dataSource = DataSources.open(server.jdbcUrl(), server.username(), server.password(), "test", 4);
        sql = TestServers.connect();
    }

    @AfterAll static void disconnect() throws SQLException {
        sql.close();
        dataSource.close();
    }

    @AfterEach void clear() throws SQLException {
        for (String table : List.of("acc", "acc_backup", "acc_trash", "call_links", "cdr")) execute("delete from accounting." + table);
    }

    @Test void aNodeOfThePairWhoseEpochIsOverWritesNoRecord() throws SQLException {
        store(invite(1, 200, 10), bye(2, 15));
        execute("insert into accounting.pair_epoch values ('sp', 5)");
        try {
            assertThatThrownBy(() -> mediator(10, 4).run()).isInstanceOf(StaleEpochException.class).hasMessageContaining("epoch 4 of pair sp is over");
            assertThatThrownBy(() -> mediator(10, 0).run()).as("it does not know that it is active").isInstanceOf(StaleEpochException.class);
            assertThat(counts()).containsExactly(2, 0, 0, 0);
            assertThat(((Mediator.Pass.Done) mediator(10, 5).run()).written()).hasSize(1);
        } finally {
            execute("delete from accounting.pair_epoch");
        }
    }

    /** As the central database of a CARRIER site, which follows another pair's role. */
    @Test void whereNoHaManagerStoresTheEpochTheFirstRecordOfItDoes() throws SQLException {
        store(invite(1, 200, 10), bye(2, 15));
        try {
            assertThat(((Mediator.Pass.Done) mediator(10, 5).run()).written()).hasSize(1);
            store(invite(3, "b", "ta", "tb", 200, 20, "call"), bye(4, "b", "ta", "tb", 25));
            assertThatThrownBy(() -> mediator(10, 4).run()).isInstanceOf(StaleEpochException.class).hasMessageContaining("epoch 4 of pair sp is over");
            assertThat(((Mediator.Pass.Done) mediator(10, 6).run()).written()).hasSize(1);
            assertThat(text("select concat(pair, epoch) from accounting.pair_epoch")).isEqualTo("sp6");
        } finally {
            execute("delete from accounting.pair_epoch");
        }
    }

    @Test void aSingleNodeMediatesWhereAPairWasBefore() throws SQLException {
        store(invite(1, "a", "ta", "tb", 200, 10, "call"), bye(2, "a", "ta", "tb", 15));
        execute("insert into accounting.pair_epoch values ('sp', 5)");
        try {
            assertThat(((Mediator.Pass.Done) mediator(10, PairEpoch.single()).run()).written()).hasSize(1);
        } finally {
            execute("delete from accounting.pair_epoch");
        }
    }

    @Test void answeredCallBecomesARecordAndItsRowsGoToBackup() throws SQLException {
        store(invite(1, "a%/b///c", "ta", "tb", 200, 10, "call"),
                with(bye(2, "a%/b///c", "ta", "tb", 15.25), "", FIGURES));
        assertThat(mediate(500)).isEqualTo(1);
        assertThat(text(RECORD))
                .isEqualTo("a%/b///c|alice|example.org|43110001|1|0043110001|3|g0|bob|10002|43110002|example.org|43110002|"
                        + "call|ok|200|2.000|5.250|unrated|unexported");
        assertThat(text("select group_concat(concat(t.type, '=', d.val) order by t.id) from accounting.cdr_tag_data d "
                + "join accounting.cdr_tag t on t.id = d.tag_id")).isEqualTo("header=P-Asserted-Identity=sip:43110001@example.org,"
                + "concurrent_calls_count=1,r_user=bob,r_ua=SIPp,header=P-Preferred-Identity=<sip:x@y>");
        assertThat(text("select concat(mos_average, '|', mos_average_roundtrip) from accounting.cdr_mos_data")).isEqualTo("4.4|2.0");
        assertThat(text("select call_id from accounting.cdr_group")).isEqualTo("group-1");
        assertThat(counts()).containsExactly(0, 2, 0, 1);
    }

    /** Bob, who was called by Alice, calls Carol and refers Alice to her; whichever call is mediated first. */
    @ParameterizedTest @ValueSource(booleans = {true, false})
    void callsThatATransferJoinsAreOfOneGroup(boolean consultationFirst) throws SQLException {
        AccountingRow[] first = {ungrouped(invite(1, "t-1", "ta", "tb", 200, 10, "call")), refer(2, "t-1_pbx-1", "t-2;to-tag=tc;from-tag=tb2", 20),
            bye(3, "t-1", "ta", "tb", 30), ungrouped(invite(4, "t-1_xfer-1", "tx", "ty", 200, 21, "call")), bye(5, "t-1_xfer-1", "tx", "ty", 30)};
        AccountingRow[] second = {ungrouped(invite(6, "t-2", "tb2", "tc", 200, 15, "call")), bye(7, "t-2", "tb2", "tc", 21)};
        store(consultationFirst ? second : first);
        mediate(500);
        store(consultationFirst ? first : second);
        mediate(500);
        assertThat(text("select group_concat(concat(c.call_id, '=', g.call_id) order by c.call_id) from accounting.cdr c "
                + "join accounting.cdr_group g on g.cdr_id = c.id")).isEqualTo("t-1=t-1,t-1_xfer-1=t-1,t-2=t-1");
        assertThat(text("select count(*) from accounting.acc")).as("REFER rows go to the backup, too").isEqualTo("0");
        assertThat(text("select count(*) from accounting.acc_backup where method = 'REFER'")).isEqualTo("1");
    }

    private static AccountingRow ungrouped(AccountingRow row) { return with(row, row.srcLeg().replace("group-1", ""), row.dstLeg()); }

    @Test void aForwardedCallBecomesARecordForEachLegThoughRowsDifferInTheirBranchAlone() throws SQLException {
        AccountingRow dialled = invite(1, "fwd-1", "ta", "tb", 200, 10, "call");
        String forwarder = Rows.sourceLeg("cfu", Rows.T0 + 8).replace("\"u\":\"alice\"", "\"u\":\"bob\"")
                .replace("\"cli\":\"43110001\"", "\"cli\":\"43110002\"");
        String target = Rows.destinationLeg().replace("\"u\":\"bob\"", "\"u\":\"carol\"").replace("\"dialed\":\"10002\"", "\"dialed\":\"carol\"");
        store(branch(dialled, 1, "", dialled.srcLeg(), dialled.dstLeg()), branch(dialled, 2, "cfu-1", forwarder, target), bye(3, "fwd-1", "ta", "tb", 15));
        assertThat(mediate(500)).isEqualTo(2);
        assertThat(text("select group_concat(concat_ws('|', source_user, source_cli, destination_user, destination_user_dialed, call_type, call_status, "
                + "call_code, duration) order by call_type separator ' ') from accounting.cdr")).isEqualTo("alice|43110001|bob|10002|call|ok|200|5.000 "
                + "bob|43110002|carol|carol|cfu|ok|200|5.000");
        assertThat(counts()).containsExactly(0, 3, 0, 2);
    }

    private static AccountingRow branch(AccountingRow row, long id, String branch, String srcLeg, String dstLeg) {
        return new AccountingRow(id, row.method(), row.fromTag(), row.toTag(), row.callId(), row.sipCode(), row.timeHires(), srcLeg, dstLeg, branch);
    }

    @Test void localSidesAreSettledWithTheirReseller() throws SQLException {
        execute("insert into billing.contacts (id, reseller_id, email) values (900, 1, 'c@example.org')");
        execute("insert into billing.contracts (id, contact_id, product_id) values (900, 900, 4)");
        execute("insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id, status) "
                + "values (900, 900, '11111111-1111-1111-1111-111111111111', 'alice', 1, 'terminated')");
        store(invite(1, 200, 10), bye(2, 15));
        mediate(500);
        assertThat(text("select concat(source_provider_id, '|', destination_provider_id) from accounting.cdr")).isEqualTo("1|0");
        execute("delete from billing.voip_subscribers where id = 900");
        execute("delete from billing.contracts where id = 900");
        execute("delete from billing.contacts where id = 900");
    }

    @Test void callInProgressStaysUntilItsByeComes() throws SQLException {
        store(invite(1, 200, 10));
        assertThat(mediate(500)).isZero();
        assertThat(counts()).containsExactly(1, 0, 0, 0);
        store(bye(2, 15));
        assertThat(mediate(500)).isEqualTo(1);
        store(bye(3, "call-1", "tb", "ta", 15)); // the other side hung up at the same time, told later
        assertThat(mediate(500)).isZero();
        assertThat(counts()).containsExactly(0, 3, 0, 1);
    }

    @Test void moreCallsThanABatchAreDoneInOnePass() throws SQLException {
        for (int i = 0; i < 7; i++) store(invite(i, "call-" + i, "ta", "tb", i % 2 == 0 ? 200 : 486, 10, "call"));
        for (int i = 0; i < 5; i++) store(bye(i, "call-" + i, "ta", "tb", 15));
        store(bye(1, "nobody", "ta", "tb", 15), bye(1, "nobody-else", "ta", "tb", 15));
        assertThat(mediate(2)).isEqualTo(6); // call-6 goes on
        assertThat(mediate(2)).isZero();
        assertThat(text("select count(*) from accounting.acc where method = 'INVITE'")).isEqualTo("1");
    }

    @Test void nothingIsLostOrDoubledWhenAPassFailsHalfWay() throws SQLException {
        store(invite(1, 200, 10), bye(2, 15), invite(3, "call-2", "ta", "tb", 486, 10, "call"));
        execute("create trigger accounting.crash before insert on accounting.acc_backup for each row "
                + "signal sqlstate '45000' set message_text = 'crash'");
        try {
            assertThatThrownBy(() -> mediate(500)).isInstanceOf(SQLException.class).hasMessageContaining("crash");
            assertThat(counts()).containsExactly(3, 0, 0, 0);
        } finally {
            execute("drop trigger accounting.crash");
        }
        assertThat(mediate(500)).isEqualTo(2);
        assertThat(counts()).containsExactly(0, 3, 0, 2);
    }

    @Test void rowsWrittenAgainAfterTheirMediationGiveNoSecondRecord() throws SQLException {
        store(invite(1, 200, 10), bye(2, 15));
        mediate(500);
        store(invite(1, 200, 10), bye(2, 15));
        assertThat(mediate(500)).isZero();
        assertThat(counts()).containsExactly(0, 3, 1, 1);
    }

    @Test void aRecordThatDoesNotFitIsPutAsideAndHoldsNobodyUp() throws SQLException {
        String tooLong = Rows.sourceLeg("call", Rows.T0).replace("43110001\",\"s_id\"", "4".repeat(65) + "\",\"s_id\"");
        assertThat(tooLong).contains("4".repeat(65));
        store(with(invite(1, 200, 10), tooLong, Rows.destinationLeg()), bye(2, 15), invite(3, "call-2", "ta", "tb", 486, 10, "call"));
        assertThat(mediate(500)).isEqualTo(1);
        assertThat(counts()).containsExactly(0, 1, 2, 1);
    }

    @Test void onlyOneMediatorWorksAtATime() throws SQLException {
        store(invite(1, 486, 10));
        execute("do get_lock('tandem_mediation', 0)");
        try {
            assertThat(mediator(500).run()).isEqualTo(new Mediator.Pass.Elsewhere());
        } finally {
            execute("do release_lock('tandem_mediation')");
        }
        assertThat(mediate(500)).isEqualTo(1);
    }

    @Test void mediatorsThatRaceWithEachOtherAndWithProxiesWriteEachCallOnce() throws Exception {
        int calls = 200;
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> work = new ArrayList<>();
            work.add(threads.submit((Callable<Void>) () -> {
                try (Connection proxy = TestServers.connect()) {
                    for (int i = 0; i < calls; i++) {
                        Rows.insert(proxy, invite(i, "race-" + i, "ta", "tb", 200, 10, "call"));
                        Rows.insert(proxy, bye(i, "race-" + i, "ta", "tb", 15));
                    }
                }
                return null;
            }));
            for (int i = 0; i < 2; i++) work.add(threads.submit((Callable<Void>) () -> mediateUntil(calls)));
            for (Future<?> part : work) part.get();
        }
        assertThat(text("select concat(count(*), '|', count(distinct call_id)) from accounting.cdr")).isEqualTo(calls + "|" + calls);
    }

    private static Void mediateUntil(int calls) throws SQLException, ExecutionException {
        Mediator mediator = mediator(50);
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        try (Connection own = TestServers.connect()) {
            while (!text(own, "select count(*) from accounting.cdr").equals(Integer.toString(calls))) {
                assertThat(Instant.now()).isBefore(deadline);
                mediator.run();
            }
        }
        return null;
    }

    private static Mediator mediator(int batch) { return mediator(batch, 0); }

    private static Mediator mediator(int batch, long epoch) { return mediator(batch, new PairEpoch("sp", () -> epoch)); }

    private static Mediator mediator(int batch, PairEpoch epoch) {
        var properties = new MediationProperties(Duration.ofSeconds(1), batch, Duration.ofHours(7), Duration.ofHours(2));
        return new Mediator(dataSource, properties, () -> Instant.ofEpochSecond(Rows.T0 + 100), epoch);
    }

    private static int mediate(int batch) throws SQLException { return ((Mediator.Pass.Done) mediator(batch).run()).written().size(); }

    private static void store(AccountingRow... rows) throws SQLException {
        for (AccountingRow row : rows) Rows.insert(sql, row);
    }

    /** Rows in acc, acc_backup, acc_trash, cdr. */
    private static List<Integer> counts() throws SQLException {
        List<Integer> counts = new ArrayList<>();
        for (String table : List.of("acc", "acc_backup", "acc_trash", "cdr")) {
            counts.add(Integer.valueOf(text("select count(*) from accounting." + table)));
        }
        return counts;
    }

    private static String text(String query) throws SQLException { return text(sql, query); }

    private static String text(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query); ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(String statement) throws SQLException {
        try (Statement one = sql.createStatement()) {
            one.execute(statement);
        }
    }
}
