package io.tandem.provisioning.billing.fraud;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import io.tandem.data.customer.CurrentProfile;
import io.tandem.provisioning.table.Store;

/** Reads limits that customers have passed, as who tells of them needs them. */
final class PassedLimits {
    static final String STORED = "accounting.cdr_period_costs";
    /** Tables of an event {@code e}: its contract {@code c}, contact {@code o}, own limits {@code f} and profile {@code p}. */
    static final String FROM = STORED + " e join billing.contracts c on c.id = e.contract_id "
        + "join billing.contacts o on o.id = c.contact_id left join " + FraudPreferences.STORED + " f on f.contract_id = c.id "
        + "left join billing.billing_profiles p on p.id = " + CurrentProfile.OF_CONTRACT;
    static final String COST = "if(p.fraud_use_reseller_rates, e.reseller_cost, e.customer_cost)";
    static final String TYPE = "if(e.fraud_limit_type = 'contract', 'account_limit', 'profile_limit')";
    private static final String SELECT = "select e.id, e.contract_id, o.reseller_id, e.period, e.period_date, " + TYPE + ", " + COST + ", "
        + ofLimit("limit") + ", coalesce(" + ofLimit("lock") + ", 0), coalesce(" + ofLimit("notify") + ", '') from " + FROM
        + " where e.fraud_limit_exceeded = 1 and ";

    private PassedLimits() {}

    /** A limit that a customer has passed.
     * @param interval {@code day} or {@code month}
     * @param cost     cents
     * @param limit    cents
     * @param recipients addresses, with commas; empty for none */
    record PassedLimit(long id, long contract, long reseller, String interval, String begin, String type, BigDecimal cost, long limit, int lock,
                       String recipients) {}

    /** SQL of the customer's own limit or of his profile's, whichever it was, for a day or a month. */
    static String ofLimit(String what) {
        return "if(e.fraud_limit_type = 'contract', if(e.period = 'day', f.fraud_daily_%1$s, f.fraud_interval_%1$s), ".formatted(what)
            + "if(e.period = 'day', p.fraud_daily_%1$s, p.fraud_interval_%1$s))".formatted(what);
    }

    /** @param condition constant SQL */
    static List<PassedLimit> that(Store store, String condition, int most) {
        return store.jdbc().sql(SELECT + condition + " order by e.id limit ?").param(most).query(PassedLimits::passed).list();
    }

    private static PassedLimit passed(ResultSet row, int number) throws SQLException {
        return new PassedLimit(row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4), row.getString(5), row.getString(6), row.getBigDecimal(7),
            row.getLong(8), row.getInt(9), row.getString(10));
    }
}
