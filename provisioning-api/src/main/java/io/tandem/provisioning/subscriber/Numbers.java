package io.tandem.provisioning.subscriber;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.table.Store;

/**
 * Who has which number. Numbers are unique on the whole switch and free again when their subscriber ends; within one customer a number may move
 * from one subscriber to another and keeps its row.
 */
final class Numbers {
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

    Map<Long, Assigned> of(Collection<Long> subscribers) {
        Map<Long, Assigned> found = new HashMap<>();
        if (subscribers.isEmpty()) {
            return found;
        }
        String marks = Store.marks(subscribers.size());
        store.jdbc().sql("""
            select n.subscriber_id, n.cc, n.ac, n.sn, n.id = b.primary_number_id, a.is_devid, a.devid_alias
            from billing.voip_numbers n join billing.voip_subscribers b on b.id = n.subscriber_id
            left join provisioning.voip_dbaliases a on a.subscriber_id = b.id and a.domain_id = b.domain_id
              and a.username = concat(n.cc, n.ac, n.sn) where n.subscriber_id in (%s) order by n.id""".formatted(marks))
            .params(new ArrayList<>(subscribers)).query(row -> {
                PhoneNumber number = new PhoneNumber(row.getString(2), row.getString(3), row.getString(4), row.getBoolean(6),
                    Optional.ofNullable(row.getString(7)).orElse(""));
                boolean primary = row.getBoolean(5);
                found.merge(row.getLong(1), primary ? new Assigned(Optional.of(number), List.of()) : new Assigned(Optional.empty(), List.of(number)),
                    Numbers::join);
            });
        return found;
    }

    private static Assigned join(Assigned one, Assigned other) {
        List<PhoneNumber> aliases = new ArrayList<>(one.aliases());
        aliases.addAll(other.aliases());
        return new Assigned(one.primary().or(other::primary), aliases);
    }

    /** Gives a subscriber exactly these numbers. */
    void assign(Placement place, long subscriber, Assigned wanted) {
        requireFree(place, subscriber, wanted.all());
        free(subscriber);
        long primaryId = 0;
        for (PhoneNumber number : wanted.all()) {
            long id = take(place, subscriber, number);
            boolean primary = wanted.primary().filter(number::equals).isPresent();
            primaryId = primary && primaryId == 0 ? id : primaryId;
            addAlias(place, subscriber, number, primary);
        }
        store.execute("update billing.voip_subscribers set primary_number_id = nullif(?, 0) where id = ?", primaryId, subscriber);
    }

    void free(long subscriber) {
        store.execute("update billing.voip_subscribers set primary_number_id = null where id = ?", subscriber);
        store.execute("update billing.voip_numbers set subscriber_id = null where subscriber_id = ?", subscriber);
        store.execute("delete from provisioning.voip_dbaliases where subscriber_id = ?", subscriber);
    }

    private void requireFree(Placement place, long subscriber, List<PhoneNumber> numbers) {
        List<String> taken = numbers.stream().map(PhoneNumber::digits).filter(digits -> isTaken(place, subscriber, digits)).toList();
        if (taken.size() == 1) {
            throw ApiError.unprocessable("Number '%s' already exists.".formatted(taken.getFirst()));
        }
        if (!taken.isEmpty()) {
            throw ApiError.unprocessable("Numbers '%s' already exist.".formatted(String.join(",", taken)));
        }
    }

    /** An alias of another subscriber of the same customer is not taken: it moves. */
    private boolean isTaken(Placement place, long subscriber, String digits) {
        return store.exists("""
            select 1 from provisioning.voip_dbaliases a join provisioning.voip_subscribers s on s.id = a.subscriber_id
            where a.username = ? and s.id <> ? and (s.account_id <> ? or a.is_primary = 1) limit 1""", digits, subscriber, place.customerId());
    }

    private long take(Placement place, long subscriber, PhoneNumber number) {
        Optional<Long> known = store.number("select id from billing.voip_numbers where cc = ? and ac = ? and sn = ?", number.cc(), number.ac(), number.sn());
        if (known.isEmpty()) {
            return insert(place, subscriber, number);
        }
        long id = known.get();
        store.number("select subscriber_id from billing.voip_numbers where id = ? and subscriber_id <> ?", id, subscriber)
            .ifPresent(loser -> {
                store.execute("delete from provisioning.voip_dbaliases where subscriber_id = ? and username = ?", loser, number.digits());
                store.changed(ChangeLog.SUBSCRIBER, loser);
            });
        store.execute("update billing.voip_numbers set subscriber_id = ?, reseller_id = ?, status = 'active' where id = ?",
            subscriber, place.resellerId(), id);
        return id;
    }

    private long insert(Placement place, long subscriber, PhoneNumber number) {
        return store.unique(taken(number), () -> store.insert("billing.voip_numbers", Map.of("cc", number.cc(), "ac", number.ac(), "sn", number.sn(),
            "reseller_id", place.resellerId(), "subscriber_id", subscriber)));
    }

    private void addAlias(Placement place, long subscriber, PhoneNumber number, boolean primary) {
        Map<String, Object> row = new LinkedHashMap<>(Map.of("username", number.digits(), "domain_id", place.domainId(), "subscriber_id", subscriber,
            "is_primary", primary, "is_devid", number.device()));
        if (!number.deviceName().isEmpty()) {
            row.put("devid_alias", number.deviceName());
        }
        store.unique(taken(number), () -> store.insert("provisioning.voip_dbaliases", row));
    }

    private static String taken(PhoneNumber number) {
        return "Number '%s' already exists.".formatted(number.digits());
    }
}
