package io.tandem.billing.rating;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

import javax.sql.DataSource;

import io.tandem.data.credit.Reservations;
import io.tandem.data.epoch.PairEpoch;
import io.tandem.data.epoch.StaleEpochException;
import io.tandem.data.tables.CallTables;
import io.tandem.data.tariff.FeeQuestion;
import io.tandem.data.tariff.Pricing;
import io.tandem.data.tariff.Purse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rates records, the oldest first. The prices of some records and what they take from balances are one transaction, and it locks the records: nothing is
 * charged twice or lost by a crash or a restart, and several raters, on one node or many, share the work. A record that cannot be rated is put aside and
 * keeps no other from being rated. One thread at a time.
 */
public final class Rater {
    private static final Logger log = LoggerFactory.getLogger(Rater.class);
    /** Transactions that a server undoes because of others are done again so often. */
    private static final int ATTEMPTS = 5;

    private final DataSource transactions;
    private final CallTables tables;
    private final InstantSource clock;
    private final int batch;
    private final boolean splits;
    private final PairEpoch epoch;

    /** @param transactions a pool of {@link io.tandem.data.DataSources#openForTransactions}
     * @param tables       profiles, fees, networks and ported numbers
     * @param batch        records in one transaction, at least 1
     * @param splits       calls that go over from on-peak to off-peak time, or back, get a record for each part
     * @param epoch        in which this node of a pair rates */
    public Rater(DataSource transactions, CallTables tables, InstantSource clock, int batch, boolean splits, PairEpoch epoch) {
        this.transactions = transactions;
        this.tables = tables;
        this.clock = clock;
        this.batch = batch;
        this.splits = splits;
        this.epoch = epoch;
    }

    /** A record that was put aside. */
    public record Failure(long cdr, String reason) {}

    /** What a pass did.
     * @param more there may be further records */
    public record Pass(int rated, List<Failure> failed, boolean more) {}

    /**
     * Rates one batch.
     *
     * @throws io.tandem.data.epoch.StaleEpochException if another node of the pair is active since
     * @throws SQLException if the database fails; what was not committed is done again by the next pass
     */
    public Pass run() throws SQLException {
        try (Connection connection = transactions.getConnection()) {
            return run(connection, batch);
        }
    }

    private Pass run(Connection connection, int most) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction(connection, most);
            } catch (SQLTransactionRollbackException victim) {
                connection.rollback();
                if (attempt == ATTEMPTS) throw victim;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private Pass transaction(Connection connection, int most) throws SQLException {
        CdrTable table = new CdrTable(connection);
        List<UnratedCdr> cdrs = table.unrated(most);
        try {
            Pass pass = cdrs.isEmpty() ? idle(connection) : rate(connection, table, cdrs, most);
            commit(connection);
            pass.failed().forEach(Rater::warn);
            return pass;
        } catch (SQLException | RuntimeException e) {
            if (cdrs.isEmpty() || e instanceof StaleEpochException || e instanceof SQLException database && !isAboutData(database)) throw e;
            connection.rollback();
            return cdrs.size() == 1 ? putAside(connection, table, cdrs.getFirst(), e) : oneByOne(connection, cdrs.size());
        }
    }

    private void commit(Connection connection) throws SQLException {
        epoch.check(connection);
        connection.commit();
    }

    private static Pass idle(Connection connection) throws SQLException {
        int expired = Reservations.removeExpired(connection);
        if (expired > 0) log.warn("{} reservations of prepaid calls have expired: no record of those calls has been rated", expired);
        return new Pass(0, List.of(), false);
    }

    /** What is wrong with one record costs no other its price. */
    private Pass oneByOne(Connection connection, int records) throws SQLException {
        int rated = 0;
        List<Failure> failed = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            Pass one = run(connection, 1);
            rated += one.rated();
            failed.addAll(one.failed());
        }
        return new Pass(rated, failed, true);
    }

    private Pass putAside(Connection connection, CdrTable table, UnratedCdr cdr, Exception why) throws SQLException {
        Failure failure = new Failure(cdr.id(), "its price cannot be reckoned or stored: " + why);
        table.fail(List.of(failure), clock.instant());
        commit(connection);
        log.warn("{}: rating failed", cdr, why);
        warn(failure);
        return new Pass(0, List.of(failure), true);
    }

    private static void warn(Failure failure) {
        log.warn("call record {} cannot be rated and is put aside with rating_status 'failed': {}; correct that, then set it to 'unrated'", failure.cdr(),
                failure.reason());
    }

    private Pass rate(Connection connection, CdrTable table, List<UnratedCdr> cdrs, int most) throws SQLException {
        Assessment assessment = new Assessment(tables, table.resellers());
        Map<UnratedCdr, List<Due>> dues = new LinkedHashMap<>();
        List<Failure> failed = new ArrayList<>();
        List<UnratedCdr> released = new ArrayList<>();
        boolean split = false;
        for (UnratedCdr cdr : cdrs) {
            try {
                List<Due> due = cdr.answered() ? assessment.of(cdr) : List.of();
                OptionalLong cut = splits && cdr.kind() == FeeQuestion.Kind.CALL ? Fragments.cut(cdr, due) : OptionalLong.empty();
                dues.put(part(connection, cdr, due, cut), due);
                split |= cut.isPresent();
                if (cut.isEmpty() && assessment.mayBePrepaid(cdr)) released.add(cdr);
            } catch (UnratableException e) {
                failed.add(new Failure(cdr.id(), Objects.requireNonNullElse(e.getMessage(), e.toString())));
            }
        }
        Ledger ledger = new Ledger(connection);
        BalanceBook book = ledger.open(dues);
        List<Rated> rated = dues.entrySet().stream().map(entry -> rated(entry.getKey(), entry.getValue(), book)).toList();
        Instant now = clock.instant();
        table.write(rated, now);
        table.succeeded(rated);
        table.fail(failed, now);
        table.release(released);
        ledger.close(book);
        return new Pass(rated.size(), failed, split || cdrs.size() == most);
    }

    /** What is rated now of a call; the rest is another record. */
    private static UnratedCdr part(Connection connection, UnratedCdr cdr, List<Due> dues, OptionalLong cut) throws SQLException {
        Fragments fragments = new Fragments(connection);
        if (cut.isPresent()) fragments.split(cdr, cut.getAsLong());
        if (cut.isPresent() || cdr.continued()) fragments.describe(cdr, dues);
        return cut.isPresent() ? cdr.until(cut.getAsLong()) : cdr;
    }

    private static Rated rated(UnratedCdr cdr, List<Due> dues, BalanceBook book) {
        if (!cdr.answered()) return Rated.free(cdr);
        Map<Role, Rated.Price> prices = new EnumMap<>(Role.class);
        dues.forEach(due -> prices.put(due.role(), price(cdr, due, book)));
        return new Rated(cdr, prices);
    }

    private static Rated.Price price(UnratedCdr cdr, Due due, BalanceBook book) {
        return due.fee().map(fee -> {
            Pricing.Charge charge = Pricing.charge(fee, due.tariff().peakTimes(), cdr.call(), due.isPrepaid(),
                    moment -> due.hasBalance() ? book.at(due.contract(), moment) : Purse.EMPTY);
            return new Rated.Price(due.isToldInFull() ? charge.price() : charge.cost(), charge.freeSeconds(), fee.id(), fee.zone());
        }).orElse(Rated.Price.NOTHING);
    }

    /** SQLSTATE class 22 data exception, 23 integrity violation: waiting will not help. */
    private static boolean isAboutData(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("22") || state.startsWith("23");
    }
}
