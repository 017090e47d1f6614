package io.tandem.provisioning.subscriber;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;

/**
 * Who has which number. Numbers are unique on the whole switch and free again when their subscriber ends; within one customer a number may move
 * from one subscriber to another and keeps its row.
 */
final class Numbers {
    private static final String ONE = "n.cc = ? and n.ac = ? and n.sn = ?";
    private static final String NUMBERS = """
        select 0 as is_group, n.subscriber_id as owner, n.id as place, n.cc, n.ac, n.sn, n.id = b.primary_number_id as is_primary, a.is_devid, a.devid_alias
        from billing.voip_numbers n join billing.voip_subscribers b on b.id = n.subscriber_id
        left join provisioning.voip_dbaliases a on a.subscriber_id = b.id and a.domain_id = b.domain_id
          and a.username = concat(n.cc, n.ac, n.sn) where n.subscriber_id in ({subscribers})""";
    private static final String GROUPS = "select 1, s.id, p.subscriber_id, '', '', '', 0, 0, null " + HuntGroups.MEMBERSHIPS + "where s.id in ({subscribers})";

    private final Store store;

    Numbers(Store store) {
        this.store = store;
    }

    /** What one subscriber has. */
    record Assigned(Optional<PhoneNumber> primary, List<PhoneNumber> aliases) {
        static final Assigned NONE = new Assigned(Optional.empty(), List.of());

        Assigned {
            aliases = List.copyOf(aliases);
        }

        List<PhoneNumber> all() {
            List<PhoneNumber> all = new ArrayList<>(primary.stream().toList());
            all.addAll(aliases);
            return all;
        }
    }

    /** What subscribers have beside their own rows.
     * @param groups ids of the PBX groups they ring in */
    record Belongings(Map<Long, Assigned> numbers, Map<Long, List<Long>> groups) {}

    Map<Long, Assigned> of(Collection<Long> subscribers) {
        Belongings found = new Belongings(new HashMap<>(), new HashMap<>());
        read(NUMBERS + " order by place", subscribers, 1, found);
        return found.numbers();
    }

    /** Numbers and groups by one statement. */
    Belongings belongings(Collection<Long> subscribers) {
        Belongings found = new Belongings(new HashMap<>(), new HashMap<>());
        read(NUMBERS + " union all " + GROUPS + " order by is_group, place", subscribers, 2, found);
        return found;
    }

    /** @param times how often the statement names the subscribers */
    private void read(String sql, Collection<Long> subscribers, int times, Belongings found) {
        if (!subscribers.isEmpty()) {
            List<Long> parameters = Collections.nCopies(times, subscribers).stream().flatMap(Collection::stream).toList();
            store.jdbc().sql(sql.replace("{subscribers}", Store.marks(subscribers.size()))).params(parameters).query(row -> {
                if (row.getBoolean("is_group")) {
                    found.groups().computeIfAbsent(row.getLong("owner"), _ -> new ArrayList<>()).add(row.getLong("place"));
                } else {
                    found.numbers().merge(row.getLong("owner"), number(row), Numbers::join);
                }
            });
        }
    }

    private static Assigned number(ResultSet row) throws SQLException {
        PhoneNumber number = new PhoneNumber(row.getString("cc"), row.getString("ac"), row.getString("sn"), row.getBoolean("is_devid"),
            Optional.ofNullable(row.getString("devid_alias")).orElse(""));
        return row.getBoolean("is_primary") ? new Assigned(Optional.of(number), List.of()) : new Assigned(Optional.empty(), List.of(number));
    }

    private static Assigned join(Assigned one, Assigned other) {
        List<PhoneNumber> aliases = new ArrayList<>(one.aliases());
        aliases.addAll(other.aliases());
        return new Assigned(one.primary().or(other::primary), aliases);
    }

    /** Gives a subscriber exactly these numbers.
     * @param before what he has; empty when he is new */
    void assign(Placement place, long subscriber, Optional<Assigned> before, Assigned wanted) {
        if (before.filter(wanted::equals).isPresent()) {
            return;
        }
        List<PhoneNumber> all = wanted.all();
        Known known = known(place, subscriber, all);
        requireFree(known, all);
        if (before.isPresent()) {
            free(subscriber);
        }
        take(place, subscriber, all, known.rows());
        each("provisioning.voip_dbaliases", all, number -> alias(place, subscriber, number, wanted.primary().filter(number::equals).isPresent()));
        wanted.primary().ifPresent(primary -> store.execute("update billing.voip_subscribers set primary_number_id = "
            + "(select id from billing.voip_numbers n where " + ONE + ") where id = ?", primary.cc(), primary.ac(), primary.sn(), subscriber));
    }

    void free(long subscriber) {
        store.execute("update billing.voip_subscribers set primary_number_id = null where id = ?", subscriber);
        store.execute("update billing.voip_numbers set subscriber_id = null where subscriber_id = ?", subscriber);
        store.execute("delete from provisioning.voip_dbaliases where subscriber_id = ?", subscriber);
    }

    /** What is known of numbers that somebody wants.
     * @param ofOthers digits of those that others have and keep
     * @param rows     of numbers that somebody has or had, by {@link #key} */
    private record Known(Set<String> ofOthers, Map<String, Row> rows) {}

    /** A number that somebody has or had.
     * @param owner 0 for nobody */
    private record Row(long id, long owner) {}

    /** An alias of another subscriber of the same customer is not taken: it moves. */
    private Known known(Placement place, long subscriber, List<PhoneNumber> numbers) {
        Known known = new Known(new HashSet<>(), new HashMap<>());
        if (!numbers.isEmpty()) {
            List<Object> parameters = new ArrayList<>(numbers.stream().map(PhoneNumber::digits).toList());
            parameters.addAll(List.of(subscriber, place.customerId()));
            numbers.forEach(number -> parameters.addAll(List.of(number.cc(), number.ac(), number.sn())));
            String any = String.join(" or ", Collections.nCopies(numbers.size(), "(" + ONE + ")"));
            store.jdbc().sql("select a.username as digits, '' as cc, '' as ac, '' as sn, 0 as id, 0 as owner from provisioning.voip_dbaliases a "
                + "join provisioning.voip_subscribers s on s.id = a.subscriber_id where a.username in (" + Store.marks(numbers.size())
                + ") and s.id <> ? and (s.account_id <> ? or a.is_primary = 1) union all "
                + "select '', n.cc, n.ac, n.sn, n.id, coalesce(n.subscriber_id, 0) from billing.voip_numbers n where " + any).params(parameters).query(row -> {
                    if (row.getLong("id") == 0) {
                        known.ofOthers().add(row.getString("digits"));
                    } else {
                        known.rows().put(key(row.getString("cc"), row.getString("ac"), row.getString("sn")), new Row(row.getLong("id"), row.getLong("owner")));
                    }
                });
        }
        return known;
    }

    private static void requireFree(Known known, List<PhoneNumber> numbers) {
        List<String> digits = numbers.stream().map(PhoneNumber::digits).toList();
        List<String> taken = digits.stream().filter(known.ofOthers()::contains).toList();
        if (taken.size() == 1) {
            throw ApiError.unprocessable("Number '%s' already exists.".formatted(taken.getFirst()));
        }
        if (!taken.isEmpty()) {
            throw ApiError.unprocessable("Numbers '%s' already exist.".formatted(String.join(",", taken)));
        }
    }

    private void take(Placement place, long subscriber, List<PhoneNumber> numbers, Map<String, Row> known) {
        for (PhoneNumber number : numbers) {
            Optional.ofNullable(known.get(key(number))).ifPresent(row -> move(place, subscriber, number, row));
        }
        each("billing.voip_numbers", numbers.stream().filter(number -> !known.containsKey(key(number))).toList(), number -> {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("cc", number.cc());
            row.put("ac", number.ac());
            row.put("sn", number.sn());
            row.put("reseller_id", place.resellerId());
            row.put("subscriber_id", subscriber);
            return row;
        });
    }

    private static String key(PhoneNumber number) {
        return key(number.cc(), number.ac(), number.sn());
    }

    private static String key(String cc, String ac, String sn) {
        return cc + " " + ac + " " + sn;
    }

    private void move(Placement place, long subscriber, PhoneNumber number, Row row) {
        if (row.owner() != 0 && row.owner() != subscriber) {
            store.execute("delete from provisioning.voip_dbaliases where subscriber_id = ? and username = ?", row.owner(), number.digits());
            store.changed(ChangeLog.SUBSCRIBER, row.owner());
        }
        store.execute("update billing.voip_numbers set subscriber_id = ?, reseller_id = ?, status = 'active' where id = ?",
            subscriber, place.resellerId(), row.id());
    }

    /** Inserts a row for each number with one statement; when one is taken after all, one by one, to say which. */
    private void each(String table, List<PhoneNumber> numbers, Function<PhoneNumber, Map<String, @Nullable Object>> row) {
        if (numbers.isEmpty()) {
            return;
        }
        List<Map<String, @Nullable Object>> rows = numbers.stream().map(row).toList();
        try {
            store.insertAll(table, rows);
        } catch (DuplicateKeyException oneIsTaken) {
            for (int i = 0; i < rows.size(); i++) {
                Map<String, @Nullable Object> one = rows.get(i);
                store.unique(taken(numbers.get(i)), () -> store.insert(table, one));
            }
        }
    }

    private static Map<String, @Nullable Object> alias(Placement place, long subscriber, PhoneNumber number, boolean primary) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("username", number.digits());
        row.put("domain_id", place.domainId());
        row.put("subscriber_id", subscriber);
        row.put("is_primary", primary);
        row.put("is_devid", number.device());
        row.put("devid_alias", number.deviceName().isEmpty() ? null : number.deviceName());
        return row;
    }

    private static String taken(PhoneNumber number) {
        return "Number '%s' already exists.".formatted(number.digits());
    }
}
