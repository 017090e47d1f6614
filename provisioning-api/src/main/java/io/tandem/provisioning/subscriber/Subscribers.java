package io.tandem.provisioning.subscriber;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.password.Passwords;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.scram.ScramStore;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.TableResource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The resource {@code subscribers}. Weak SIP passwords are accepted: existing installations have them. */
public final class Subscribers extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final List<String> PBX_COLUMNS =
        List.of("is_pbx_pilot", "is_pbx_group", "pbx_extension", "pbx_hunt_policy", "pbx_hunt_timeout", "pbx_hunt_cancel_mode");
    private static final String MEMBERS = "pbx_groupmember_ids";
    private static final String WEB_PASSWORD = "webpassword";
    private static final long NOT_YET = 0;
    private static final int RANDOM_BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Numbers numbers;
    private final Placements placements;
    private final PbxRules pbx;
    private final HuntGroups groups;
    private final OwnPreferences preferences;
    private final Mailbox mailbox;
    private final Contact contact;
    private final Events events;
    private final Termination termination;
    private final Passwords passwords;
    private final ScramStore scram;

    public Subscribers(Store store, Termination termination, Passwords passwords) {
        super(SubscriberTable.DECLARATION, SubscriberTable.TABLE, store);
        this.passwords = passwords;
        this.termination = termination;
        numbers = new Numbers(store);
        placements = new Placements(store);
        pbx = new PbxRules(store, numbers);
        groups = new HuntGroups(store);
        preferences = new OwnPreferences(store);
        mailbox = new Mailbox(store);
        contact = new Contact(store);
        events = new Events(store);
        scram = new ScramStore(store);
    }

    @Override
    public Created create(Values values, Caller caller) {
        return create(values, Query.NONE, caller);
    }

    @Override
    public Created create(Values given, Query query, Caller caller) {
        Values values = SubscriberTable.taken(given, caller);
        Placement place = placements.of(values, caller);
        requireRoom(place);
        PhoneNumber primary = pbx.primaryNumber(place, NOT_YET, values);
        requireFreeName(place, NOT_YET, values);
        values.text(WEB_PASSWORD).ifPresent(passwords::expect);
        String uuid = UUID.randomUUID().toString();
        long id = insert(place, values, uuid);
        write(place, id, values, new OwnPreferences.Primary(primary, Optional.empty(), query.flag("create_primary_acli", true)), Optional.empty());
        mailbox.create(uuid, primary.digits(), values.text("email").orElse(""));
        if (values.has("profile_id") || values.has("profile_set_id") || values.flag("is_pbx_group")) {
            events.record(id, place.resellerId(), Events.State.NONE, events.of(id));
        }
        return Created.item(id);
    }

    @Override
    public void replace(Item current, Values given, Caller caller) {
        Values values = SubscriberTable.taken(given, current, caller);
        long id = current.whole("id");
        if ("terminated".equals(values.require("status"))) {
            termination.terminate(id);
            return;
        }
        Placement place = placements.of(current, values);
        PhoneNumber primary = pbx.primaryNumber(place, id, values);
        requireFreeName(place, id, values);
        Numbers.Assigned assigned = numbers.of(List.of(id)).getOrDefault(id, Numbers.Assigned.NONE);
        Optional<PhoneNumber> before = assigned.primary();
        Events.State stateBefore = events.of(id);
        store.update("provisioning.voip_subscribers", id, provisioningRow(values, place, storedPassword(id)));
        scram.write(id, storedPassword(id));
        store.update("billing.voip_subscribers", id, billingRow(values, current.whole("contact_id"), place));
        store.execute("update billing.voip_subscribers set modify_timestamp = current_timestamp(6) where id = ?", id);
        if (!values.require("username").equals(current.text("username"))) {
            groups.rename(HuntGroups.uri(current.text("username"), place.domain()), HuntGroups.uri(values.require("username"), place.domain()));
        }
        write(place, id, values, new OwnPreferences.Primary(primary, before, true), Optional.of(assigned));
        mailbox.rename(current.text("uuid"), primary.digits());
        events.record(id, place.resellerId(), stateBefore, events.of(id));
        if (place.pbx() && values.flag("is_pbx_pilot") && before.filter(number -> number.digits().equals(primary.digits())).isEmpty()) {
            moveExtensions(place, id, primary);
        }
    }

    @Override
    public void delete(Item current, Caller caller) {
        termination.terminate(current.whole("id"));
    }

    private long insert(Placement place, Values values, String uuid) {
        Map<String, @Nullable Object> billing = billingRow(values, 0, place);
        billing.putAll(Map.of("contract_id", place.customerId(), "uuid", uuid, "domain_id", place.domainId()));
        long id = store.insert("billing.voip_subscribers", billing);
        Map<String, @Nullable Object> provisioning = provisioningRow(values, place, passwordOfGroup(values));
        provisioning.putAll(Map.of("id", id, "uuid", uuid, "domain_id", place.domainId(), "account_id", place.customerId()));
        store.unique("Subscriber already exists.", () -> store.insert("provisioning.voip_subscribers", provisioning));
        if (!values.flag("is_pbx_group")) {
            scram.write(id, storedPassword(id));
        }
        return id;
    }

    /** What a subscriber has beside its rows.
     * @param before its numbers so far; empty when it is new */
    private void write(Placement place, long id, Values values, OwnPreferences.Primary primary, Optional<Numbers.Assigned> before) {
        values.text(WEB_PASSWORD).filter(password -> before.isEmpty() || !passwords.isCurrent(Passwords.Owner.SUBSCRIBER, id, password))
            .ifPresent(password -> passwords.set(Passwords.Owner.SUBSCRIBER, id, WEB_PASSWORD, password));
        List<PhoneNumber> aliases = values.groups("alias_numbers").stream().map(number -> PhoneNumber.of("alias_numbers", number)).toList();
        numbers.assign(place, id, before, new Numbers.Assigned(Optional.of(primary.number()), aliases));
        preferences.write(place, id, values, primary, before.isEmpty());
        List<Long> groupIds = values.wholes("pbx_group_ids");
        if (before.isPresent() || !groupIds.isEmpty()) {
            groups.join(place, id, groupIds);
        }
        if (values.flag("is_pbx_group")) {
            groups.fill(place, id, values.wholes(MEMBERS));
        }
        store.changed(ChangeLog.SUBSCRIBER, id);
    }

    /** Extensions hang below the pilot's number and follow it. */
    private void moveExtensions(Placement place, long pilot, PhoneNumber base) {
        record Extension(long id, String uuid, String digits, long domainId, String domain) {}
        List<Extension> extensions = store.jdbc().sql("select s.id, s.uuid, s.pbx_extension, s.domain_id, d.domain from provisioning.voip_subscribers s "
                + "join billing.domains d on d.id = s.domain_id where s.account_id = ? and s.id <> ? and s.pbx_extension is not null order by s.id")
            .params(place.customerId(), pilot).query((row, _) ->
                new Extension(row.getLong(1), row.getString(2), row.getString(3), row.getLong(4), row.getString(5))).list();
        Map<Long, Numbers.Assigned> before = numbers.of(extensions.stream().map(Extension::id).toList());
        for (Extension extension : extensions) {
            Numbers.Assigned assigned = before.getOrDefault(extension.id(), Numbers.Assigned.NONE);
            PhoneNumber number = base.extendedBy(extension.digits());
            numbers.assign(place.in(extension.domainId(), extension.domain()), extension.id(), Optional.of(assigned),
                new Numbers.Assigned(Optional.of(number), assigned.aliases()));
            preferences.writeNumber(extension.id(), new OwnPreferences.Primary(number, assigned.primary(), true));
            mailbox.rename(extension.uuid(), number.digits());
            store.changed(ChangeLog.SUBSCRIBER, extension.id());
        }
    }

    private Map<String, @Nullable Object> billingRow(Values values, long contactId, Placement place) {
        Map<String, @Nullable Object> row = values.row(List.of("username", "status", "external_id"));
        contact.write(values, contactId, place.resellerId()).ifPresent(id -> row.put("contact_id", id));
        return row;
    }

    private Map<String, @Nullable Object> provisioningRow(Values values, Placement place, String password) {
        Map<String, @Nullable Object> row = values.row(PBX_COLUMNS);
        row.put("username", values.sql("username"));
        row.put("password", values.text("password").orElse(password));
        row.put("admin", values.sql("administrative"));
        row.put("webusername", values.text("webusername").orElse(values.require("username")));
        ProfileChoice profile = ProfileChoice.of(values, place, store);
        row.put("profile_set_id", profile.set().orElse(null));
        row.put("profile_id", profile.profile().orElse(null));
        return row;
    }

    /** Who may not see passwords does not send them back in a PATCH. */
    private String storedPassword(long id) {
        return store.text("select password from provisioning.voip_subscribers where id = ?", id).orElse("");
    }

    /** No phone registers as a group, so that a new group gets any password. */
    private static String passwordOfGroup(Values values) {
        if (!values.has("password") && !values.flag("is_pbx_group")) {
            throw ApiError.invalid("password", "********", "Password field is required");
        }
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private void requireRoom(Placement place) {
        if (place.maxSubscribers() > 0 && place.maxSubscribers() <= store.number(
                "select count(*) from provisioning.voip_subscribers where account_id = ?", place.customerId()).orElse(0L)) {
            throw ApiError.forbidden("Maximum number of customer subscribers reached.");
        }
        if (place.maxOfReseller() > 0 && place.maxOfReseller() <= store.number("select count(*) from provisioning.voip_subscribers s "
                + "join billing.contracts c on c.id = s.account_id join billing.contacts o on o.id = c.contact_id where o.reseller_id = ?",
                place.resellerId()).orElse(0L)) {
            throw ApiError.forbidden("Maximum number of reseller subscribers reached.");
        }
    }

    private void requireFreeName(Placement place, long subscriber, Values values) {
        String username = values.require("username");
        String webusername = values.text("webusername").orElse(username);
        List<String> taken = store.texts("select 'name' from provisioning.voip_subscribers where username = ? and domain_id = ? and id <> ? union all "
            + "select 'webname' from provisioning.voip_subscribers where webusername = ? and domain_id = ? and id <> ?", username, place.domainId(),
            subscriber, webusername, place.domainId(), subscriber);
        if (taken.contains("name")) {
            throw ApiError.unprocessable("Subscriber already exists.");
        }
        if (taken.contains("webname")) {
            throw ApiError.unprocessable("Webusername-Domain combination '%s' already exists.".formatted(webusername));
        }
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        List<Long> ids = items.stream().map(item -> item.whole("id")).toList();
        Numbers.Belongings belongings = numbers.belongings(ids);
        Map<Long, List<Long>> memberIds = groups.ofGroups(items.stream().filter(item -> item.fields().path("is_pbx_group").asBoolean())
            .map(item -> item.whole("id")).toList());
        for (Item item : items) {
            Numbers.Assigned own = belongings.numbers().getOrDefault(item.whole("id"), Numbers.Assigned.NONE);
            ObjectNode fields = item.fields();
            own.primary().ifPresent(number -> show(fields.putObject("primary_number"), number));
            fields.putArray("alias_numbers");
            own.aliases().forEach(number -> showAlias(fields.withArray("alias_numbers").addObject(), number));
            belongings.groups().getOrDefault(item.whole("id"), List.of()).forEach(fields.putArray("pbx_group_ids")::add);
            memberIds.getOrDefault(item.whole("id"), List.of()).forEach(fields.putArray(MEMBERS)::add);
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
