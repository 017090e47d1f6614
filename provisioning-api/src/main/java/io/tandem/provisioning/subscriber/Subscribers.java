package io.tandem.provisioning.subscriber;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import tools.jackson.databind.node.ObjectNode;

/** The resource {@code subscribers}. Weak SIP passwords are accepted: existing installations have them. */
public final class Subscribers implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final List<String> PBX_COLUMNS =
        List.of("is_pbx_pilot", "is_pbx_group", "pbx_extension", "pbx_hunt_policy", "pbx_hunt_timeout", "pbx_hunt_cancel_mode", "profile_set_id", "profile_id");
    private static final long NOT_YET = 0;

    private final Rows rows;
    private final Store store;
    private final Numbers numbers;
    private final Placements placements;
    private final PbxRules pbx;
    private final HuntGroups groups;
    private final OwnPreferences preferences;
    private final Mailbox mailbox;
    private final Contact contact;
    private final Lock lock;
    private final Termination termination;

    public Subscribers(Store store, Termination termination, Lock lock) {
        this.store = store;
        this.termination = termination;
        this.lock = lock;
        rows = new Rows(store.jdbc(), SubscriberTable.TABLE);
        numbers = new Numbers(store);
        placements = new Placements(store);
        pbx = new PbxRules(store, numbers);
        groups = new HuntGroups(store);
        preferences = new OwnPreferences(store);
        mailbox = new Mailbox(store);
        contact = new Contact(store);
    }

    @Override
    public Declaration declaration() {
        return SubscriberTable.DECLARATION;
    }

    @Override
    public Listing list(Search search, Caller caller) {
        Listing listing = rows.list(search, caller);
        fill(listing.items(), caller);
        return listing;
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        Optional<Item> found = rows.find(id, caller);
        found.ifPresent(item -> fill(List.of(item), caller));
        return found;
    }

    @Override
    public Created create(Values values, Caller caller) {
        Placement place = placements.of(values, caller);
        requireRoom(place);
        PhoneNumber primary = pbx.primaryNumber(place, NOT_YET, values);
        requireFreeName(place, NOT_YET, values);
        String uuid = UUID.randomUUID().toString();
        long id = insert(place, values, uuid);
        write(place, id, values, primary, Optional.empty());
        mailbox.create(uuid, primary.digits(), values.text("email").orElse(""));
        return Created.item(id);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        long id = current.whole("id");
        if ("terminated".equals(values.require("status"))) {
            termination.terminate(id);
            return;
        }
        Placement place = placements.of(current, values);
        PhoneNumber primary = pbx.primaryNumber(place, id, values);
        requireFreeName(place, id, values);
        Optional<PhoneNumber> before = numbers.of(List.of(id)).getOrDefault(id, Numbers.Assigned.NONE).primary();
        store.update("provisioning.voip_subscribers", id, provisioningRow(values));
        store.update("billing.voip_subscribers", id, billingRow(values, current.whole("contact_id"), place));
        store.execute("update billing.voip_subscribers set modify_timestamp = current_timestamp(6) where id = ?", id);
        write(place, id, values, primary, before);
        mailbox.rename(current.text("uuid"), primary.digits());
    }

    @Override
    public void delete(Item current, Caller caller) {
        termination.terminate(current.whole("id"));
    }

    private long insert(Placement place, Values values, String uuid) {
        Map<String, @Nullable Object> billing = billingRow(values, 0, place);
        billing.putAll(Map.of("contract_id", place.customerId(), "uuid", uuid, "domain_id", place.domainId()));
        long id = store.insert("billing.voip_subscribers", billing);
        Map<String, @Nullable Object> provisioning = provisioningRow(values);
        provisioning.putAll(Map.of("id", id, "uuid", uuid, "domain_id", place.domainId(), "account_id", place.customerId()));
        try {
            store.insert("provisioning.voip_subscribers", provisioning);
        } catch (DuplicateKeyException sameMoment) {
            throw ApiError.unprocessable("Subscriber already exists.");
        }
        return id;
    }

    private void write(Placement place, long id, Values values, PhoneNumber primary, Optional<PhoneNumber> before) {
        List<PhoneNumber> aliases = values.groups("alias_numbers").stream().map(number -> PhoneNumber.of("alias_numbers", number)).toList();
        numbers.assign(place, id, new Numbers.Assigned(Optional.of(primary), aliases));
        preferences.write(place, id, values, primary, before);
        groups.join(place, id, values.require("username"), values.wholes("pbx_group_ids"));
        values.whole("lock").ifPresentOrElse(level -> lock.level(id, level), () -> lock.level(id, "locked".equals(values.require("status")) ? 4 : 0));
        store.changed(ChangeLog.SUBSCRIBER, id);
    }

    private Map<String, @Nullable Object> billingRow(Values values, long contactId, Placement place) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("username", values.sql("username"));
        row.put("status", values.sql("status"));
        row.put("external_id", values.sql("external_id"));
        contact.write(values, contactId, place.resellerId()).ifPresent(id -> row.put("contact_id", id));
        return row;
    }

    private static Map<String, @Nullable Object> provisioningRow(Values values) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("username", values.sql("username"));
        row.put("password", values.sql("password"));
        row.put("admin", values.sql("administrative"));
        row.put("webusername", values.text("webusername").orElse(values.require("username")));
        values.text("webpassword").ifPresent(password -> row.put("webpassword", hashed(password)));
        PBX_COLUMNS.forEach(name -> row.put(name, values.sql(name)));
        return row;
    }

    private static String hashed(String webPassword) {
        if (!SaltedPassword.canHold(webPassword)) {
            throw ApiError.invalid("webpassword", "********", "Password is too long");
        }
        return SaltedPassword.of(webPassword).text();
    }

    private void requireRoom(Placement place) {
        long have = store.number("select count(*) from provisioning.voip_subscribers where account_id = ?", place.customerId()).orElse(0L);
        if (place.maxSubscribers() > 0 && have >= place.maxSubscribers()) {
            throw ApiError.forbidden("Maximum number of customer subscribers reached.");
        }
    }

    private void requireFreeName(Placement place, long subscriber, Values values) {
        String username = values.require("username");
        if (store.exists("select 1 from provisioning.voip_subscribers where username = ? and domain_id = ? and id <> ?", username, place.domainId(),
                subscriber)) {
            throw ApiError.unprocessable("Subscriber already exists.");
        }
        String webusername = values.text("webusername").orElse(username);
        if (store.exists("select 1 from provisioning.voip_subscribers where webusername = ? and domain_id = ? and id <> ?", webusername,
                place.domainId(), subscriber)) {
            throw ApiError.unprocessable("Webusername-Domain combination '%s' already exists.".formatted(webusername));
        }
    }

    private void fill(List<Item> items, Caller caller) {
        List<Long> ids = items.stream().map(item -> item.whole("id")).toList();
        Map<Long, Numbers.Assigned> assigned = numbers.of(ids);
        Map<Long, List<Long>> groupIds = groups.of(ids);
        for (Item item : items) {
            Numbers.Assigned own = assigned.getOrDefault(item.whole("id"), Numbers.Assigned.NONE);
            ObjectNode fields = item.fields();
            own.primary().ifPresent(number -> show(fields.putObject("primary_number"), number));
            fields.putArray("alias_numbers");
            own.aliases().forEach(number -> showAlias(fields.withArray("alias_numbers").addObject(), number));
            groupIds.getOrDefault(item.whole("id"), List.of()).forEach(fields.putArray("pbx_group_ids")::add);
            if (!caller.showPasswords()) {
                fields.remove("password");
            }
        }
    }

    private static void showAlias(ObjectNode shown, PhoneNumber number) {
        show(shown, number);
        shown.put("is_devid", number.device());
        if (!number.deviceName().isEmpty()) {
            shown.put("devid_alias", number.deviceName());
        }
    }

    private static void show(ObjectNode shown, PhoneNumber number) {
        shown.put("cc", Long.parseLong(number.cc())).put("ac", number.ac()).put("sn", number.sn());
    }
}
