package io.tandem.data.balance;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What a package does when the cash of a customer falls below a threshold: his subscribers are locked, he gets other billing profiles. Once, until he
 * tops up. In the transaction of the caller.
 */
public final class UnderrunLimits {
    private static final String LIMITS = "select p.id, p.underrun_lock_threshold, p.underrun_lock_level, p.underrun_profile_threshold "
            + "from billing.contracts c join billing.profile_packages p on p.id = c.profile_package_id where c.id = ?";
    private static final String MARK = "update " + ContractBalances.TABLE + " set %1$s = current_timestamp where id = ? and %1$s is null";

    private final Connection connection;
    private final LockAll lock;

    /** Locks the subscribers of a customer.
     * @see UnderrunLimits */
    @FunctionalInterface
    public interface LockAll {
        /** @param level 0 to 5 */
        void lock(long customer, int level) throws SQLException;
    }

    public UnderrunLimits(Connection connection, LockAll lock) {
        this.connection = connection;
        this.lock = lock;
    }

    private record Limits(long packageId, Optional<BigDecimal> lockBelow, int level, Optional<BigDecimal> profilesBelow) {}

    /**
     * @param before the balance before cash was taken from it
     * @param cash   what is left now
     * @return whether the contract has other billing profiles now, which its readers must be told
     */
    public boolean check(Balance before, BigDecimal cash) throws SQLException {
        if (cash.compareTo(before.cash()) >= 0) return false;
        Optional<Limits> found = limits(before.contract());
        if (found.isEmpty()) return false;
        Limits limits = found.get();
        if (falls(limits.lockBelow(), before.cash(), cash) && isFirst("underrun_lock", before)) lock.lock(before.contract(), limits.level());
        boolean others = falls(limits.profilesBelow(), before.cash(), cash) && isFirst("underrun_profiles", before);
        if (others) PackageMappings.map(connection, before.contract(), limits.packageId(), "underrun");
        return others;
    }

    private static boolean falls(Optional<BigDecimal> limit, BigDecimal before, BigDecimal after) {
        return limit.isPresent() && before.compareTo(limit.get()) >= 0 && after.compareTo(limit.get()) < 0;
    }

    private boolean isFirst(String column, Balance balance) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MARK.formatted(column))) {
            statement.setLong(1, balance.id());
            return statement.executeUpdate() > 0;
        }
    }

    private Optional<Limits> limits(long contract) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LIMITS)) {
            statement.setLong(1, contract);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) return Optional.empty();
                Optional<BigDecimal> lockBelow = row.getString(3) == null ? Optional.empty() : Optional.ofNullable(row.getBigDecimal(2));
                return Optional.of(new Limits(row.getLong(1), lockBelow, row.getInt(3), Optional.ofNullable(row.getBigDecimal(4))));
            }
        }
    }
}
