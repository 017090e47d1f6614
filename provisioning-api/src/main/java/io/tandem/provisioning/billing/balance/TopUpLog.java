package io.tandem.provisioning.billing.balance;

import java.util.LinkedHashMap;
import java.util.Map;

import io.tandem.data.balance.Balance;
import io.tandem.data.customer.CurrentProfile;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;

/** Keeps what was done to balances. */
public final class TopUpLog {
    private static final String STATE = "select c.id, c.profile_package_id, " + CurrentProfile.OF_CONTRACT + ", (select max(cast(v.value as unsigned)) "
        + "from provisioning.voip_subscribers s join provisioning.voip_usr_preferences v on v.subscriber_id = s.id "
        + "join provisioning.voip_preferences a on a.id = v.attribute_id and a.attribute = 'lock' where s.account_id = c.id) "
        + "from billing.contracts c where c.id = ?";
    private static final int MESSAGE = 255;

    private final Store store;

    public TopUpLog(Store store) {
        this.store = store;
    }

    /** What a contract was like at a moment.
     * @param lock the strictest level of its subscribers */
    public record State(Balance balance, @Nullable Long packageId, @Nullable Long profileId, @Nullable Long lock) {}

    /** @param type {@code cash}, {@code voucher} or {@code set_balance}
     * @param details columns that are known beside these; grows */
    public record Entry(String username, String type, String requestToken, Map<String, @Nullable Object> details) {
        public Entry know(String column, Object value) {
            details.put(column, value);
            return this;
        }
    }

    public State state(Balance balance) {
        return store.jdbc().sql(STATE).param(balance.contract()).query((row, _) -> new State(balance, whole(row.getString(2)), whole(row.getString(3)),
            whole(row.getString(4)))).single();
    }

    public void succeeded(Entry entry, State before, State after) {
        Map<String, @Nullable Object> row = row(entry, "ok");
        row.put("contract_id", before.balance().contract());
        put(row, "before", before);
        put(row, "after", after);
        store.insert("billing.topup_log", row);
    }

    public void failed(Entry entry, String message) {
        Map<String, @Nullable Object> row = row(entry, "failed");
        row.put("message", message.length() > MESSAGE ? message.substring(0, MESSAGE) : message);
        store.insert("billing.topup_log", row);
    }

    private Map<String, @Nullable Object> row(Entry entry, String outcome) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>(entry.details());
        row.put("username", entry.username());
        row.put("type", entry.type());
        row.put("outcome", outcome);
        row.put("request_token", entry.requestToken());
        row.put("timestamp", store.jdbc().sql("select unix_timestamp(current_timestamp(3))").query((time, _) -> time.getBigDecimal(1)).single());
        return row;
    }

    private static void put(Map<String, @Nullable Object> row, String when, State state) {
        row.put("cash_balance_" + when, state.balance().cash());
        row.put("package_" + when + "_id", state.packageId());
        row.put("profile_" + when + "_id", state.profileId());
        row.put("lock_level_" + when, state.lock());
        row.put("contract_balance_" + when + "_id", state.balance().id());
    }

    private static @Nullable Long whole(@Nullable String number) {
        return number == null ? null : Long.valueOf(number);
    }
}
