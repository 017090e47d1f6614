package io.tandem.provisioning.subscriber;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.table.Store;

/**
 * Which PBX groups a subscriber rings in. A group keeps its members' URIs, in the order in which they ring, in its preference
 * {@code cloud_pbx_hunt_group}; clients set it from either side.
 */
final class HuntGroups {
    private static final String ATTRIBUTE = "(select id from provisioning.voip_preferences where attribute = 'cloud_pbx_hunt_group')";
    /** Members {@code s} and the preferences {@code p} of their groups that name them. */
    static final String MEMBERSHIPS = "from provisioning.voip_subscribers s join provisioning.voip_domains d on d.id = s.domain_id "
        + "join provisioning.voip_usr_preferences p on p.attribute_id = " + ATTRIBUTE + " and p.value = concat('sip:', s.username, '@', d.domain) ";

    private final Store store;

    HuntGroups(Store store) {
        this.store = store;
    }

    /** Ids of the groups by member; {@link Numbers#belongings} reads them along with numbers. */
    Map<Long, List<Long>> ofMembers(Collection<Long> members) {
        return pairs("select s.id, p.subscriber_id " + MEMBERSHIPS + "where s.id in (" + Store.marks(members.size()) + ") order by p.subscriber_id", members);
    }

    /** Ids of the members by group, in ringing order. */
    Map<Long, List<Long>> ofGroups(Collection<Long> groups) {
        return pairs("select p.subscriber_id, s.id " + MEMBERSHIPS + "where p.subscriber_id in (" + Store.marks(groups.size()) + ") order by p.id", groups);
    }

    private Map<Long, List<Long>> pairs(String sql, Collection<Long> ids) {
        Map<Long, List<Long>> found = new HashMap<>();
        if (!ids.isEmpty()) {
            store.jdbc().sql(sql).params(new ArrayList<>(ids)).query(row -> {
                found.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(row.getLong(2));
            });
        }
        return found;
    }

    /** Makes a subscriber member of exactly these groups of his customer; where he is already, he keeps his place. */
    void join(Placement place, long member, Collection<Long> wanted) {
        Set<Long> groups = new LinkedHashSet<>(wanted);
        groups.forEach(group -> requireOfCustomer(place, group, "pbx_group_ids", " and is_pbx_group = 1"));
        List<Long> before = ofMembers(List.of(member)).getOrDefault(member, List.of());
        before.stream().filter(group -> !groups.contains(group)).forEach(group -> remove(group, member));
        groups.stream().filter(group -> !before.contains(group)).forEach(group -> add(group, member));
    }

    /** Gives a group exactly these members, to ring in this order. */
    void fill(Placement place, long group, Collection<Long> wanted) {
        List<Long> members = List.copyOf(new LinkedHashSet<>(wanted));
        members.forEach(member -> requireOfCustomer(place, member, "pbx_groupmember_ids", ""));
        if (!members.equals(ofGroups(List.of(group)).getOrDefault(group, List.of()))) {
            store.execute("delete from provisioning.voip_usr_preferences where subscriber_id = ? and attribute_id = " + ATTRIBUTE, group);
            members.forEach(member -> add(group, member));
            store.changed(ChangeLog.SUBSCRIBER, group);
        }
    }

    /** Follows a change of a member's user name. */
    void rename(String oldUri, String newUri) {
        groupsWith(oldUri).forEach(group -> store.changed(ChangeLog.SUBSCRIBER, group));
        store.execute("update provisioning.voip_usr_preferences set value = ? where value = ? and attribute_id = " + ATTRIBUTE, newUri, oldUri);
    }

    void leaveAll(String uri) {
        groupsWith(uri).forEach(group -> store.changed(ChangeLog.SUBSCRIBER, group));
        store.execute("delete from provisioning.voip_usr_preferences where value = ? and attribute_id = " + ATTRIBUTE, uri);
    }

    static String uri(String username, String domain) {
        return "sip:" + username + "@" + domain;
    }

    private List<Long> groupsWith(String uri) {
        return store.numbers("select subscriber_id from provisioning.voip_usr_preferences where value = ? and attribute_id = " + ATTRIBUTE, uri);
    }

    private void add(long group, long member) {
        store.execute("insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) select ?, " + ATTRIBUTE
            + ", concat('sip:', s.username, '@', d.domain) from provisioning.voip_subscribers s "
            + "join provisioning.voip_domains d on d.id = s.domain_id where s.id = ?", group, member);
        store.changed(ChangeLog.SUBSCRIBER, group);
    }

    private void remove(long group, long member) {
        store.execute("delete from provisioning.voip_usr_preferences where subscriber_id = ? and attribute_id = " + ATTRIBUTE + " and value = "
            + "(select concat('sip:', s.username, '@', d.domain) from provisioning.voip_subscribers s "
            + "join provisioning.voip_domains d on d.id = s.domain_id where s.id = ?)", group, member);
        store.changed(ChangeLog.SUBSCRIBER, group);
    }

    private void requireOfCustomer(Placement place, long subscriber, String field, String condition) {
        if (!store.exists("select 1 from provisioning.voip_subscribers where id = ? and account_id = ?" + condition, subscriber, place.customerId())) {
            throw ApiError.unprocessable("Invalid id '%d' in %s, does not exist for this customer.".formatted(subscriber, field));
        }
    }
}
