package io.tandem.provisioning.subscriber;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Table;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.email;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.group;
import static io.tandem.provisioning.resource.Field.many;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** How subscribers look and where that is stored. */
final class SubscriberTable {
    static final Table TABLE = Table.of("billing.voip_subscribers b join provisioning.voip_subscribers s on s.id = b.id "
            + "join billing.domains d on d.id = b.domain_id join billing.contracts c on c.id = b.contract_id "
            + "join billing.contacts k on k.id = c.contact_id left join billing.contacts o on o.id = b.contact_id",
            "b.id", "b.status <> 'terminated'")
        .ownedBy("k.reseller_id", "b.contract_id", "b.id").everyJoinMatches()
        .with("b", text("username", 127).required().filter()) // as its index is, so that a page in its order is read from there
        .with("s", text("password", 128).secret(), text("webusername", 127).filter(),
            flag("is_pbx_pilot").filter(), flag("is_pbx_group").filter(), text("pbx_extension").filter(),
            choice("pbx_hunt_policy", "serial", "parallel", "random", "circular"), whole("pbx_hunt_timeout"),
            choice("pbx_hunt_cancel_mode", "bye", "cancel"), whole("profile_set_id").refersTo("subscriberprofilesets"),
            whole("profile_id").filter().refersTo("subscriberprofiles"))
        .with("b", text("external_id"), choice("status", "active", "locked", "terminated").orElse("active").filter(),
            whole("domain_id").filter().refersTo("domains"), text("uuid").readOnly(), whole("contact_id").readOnly().filter(),
            timestamp("create_timestamp").readOnly(), timestamp("modify_timestamp").readOnly())
        .with("d", text("domain", 127).filter())
        .with(whole("customer_id").required().filter().refersTo("customers"), "b.contract_id")
        .with(flag("administrative"), "s.admin")
        .with(email("email"), "o.email").with(text("timezone", 80), "o.timezone")
        .with(text("display_name", 128).filter(), preference("display_name"))
        .with(choice("lock", "0", "1", "2", "3", "4", "5"), preference("lock"))
        .filter("reseller_id", "k.reseller_id {match}")
        .filter("is_admin", "s.admin {match}")
        .filter("customer_external_id", "c.external_id {match}")
        .filter("subscriber_external_id", "b.external_id {match}")
        .filter("primary_number", "b.primary_number_id in (select n.id from billing.voip_numbers n where n.digits {match})")
        .filter("display_name", "b.id in (select p.subscriber_id from provisioning.voip_usr_preferences p join provisioning.voip_preferences a "
            + "on a.id = p.attribute_id where a.attribute = 'display_name' and p.value {match})")
        .filter("alias", "exists (select 1 from provisioning.voip_dbaliases a where a.subscriber_id = b.id and a.is_primary = 0 and a.username {match})");

    static final Declaration DECLARATION = Declaration.of("subscribers", "SIP subscribers", fields()).withFilters(TABLE.filters().keySet())
        .withAllPatchOps().relatedTo("subscriberpreferences")
        .access(Access.all().except(Operation.CREATE, Party.S).except(Operation.DELETE, Party.S)).withJournal();

    /** What subscribers may write of themselves, and their customer's administrator of all of them; the rest is for administrators of the switch. */
    private static final Set<String> OWN = Set.of("password", "webpassword", "display_name", "email", "timezone");
    private static final Set<String> OF_CUSTOMER = Set.of("password", "webusername", "webpassword", "display_name", "email", "timezone", "pbx_extension",
        "is_pbx_group", "pbx_group_ids", "pbx_groupmember_ids", "pbx_hunt_policy", "pbx_hunt_timeout", "pbx_hunt_cancel_mode", "profile_id");
    private static final Set<String> PLACE = Set.of("username", "domain", "domain_id", "customer_id", "status", "administrative", "primary_number");

    private SubscriberTable() {}

    /** What of a new subscriber is taken from this caller. */
    static Values taken(Values values, Caller caller) {
        if (!caller.role().isSubscriber()) {
            return values;
        }
        ObjectNode fields = values.fields().deepCopy();
        fields.retain(Stream.concat(OF_CUSTOMER.stream(), PLACE.stream()).toList());
        return new Values(fields.put("status", "active").put("is_pbx_pilot", false));
    }

    /** The subscriber as it is with what this caller may change of it. */
    static Values taken(Values values, Item current, Caller caller) {
        if (!caller.role().isSubscriber()) {
            return values;
        }
        ObjectNode fields = DECLARATION.form().read(current.fields()).fields();
        for (String name : caller.role() == Role.SUBSCRIBER ? OWN : OF_CUSTOMER) {
            fields.remove(name);
            JsonNode value = values.fields().get(name);
            if (value != null) {
                fields.set(name, value);
            }
        }
        return new Values(fields);
    }

    private static List<Field> fields() {
        List<Field> fields = new ArrayList<>(TABLE.fields());
        Field[] parts = {whole("cc").required(), text("ac", 7), text("sn", 31).required()};
        fields.add(group("primary_number", parts).orElseRefuse("Invalid primary_number parameter, must be a hash."));
        fields.add(many("alias_numbers", new FieldType.Group(List.of(parts[0], parts[1], parts[2], flag("is_devid"), text("devid_alias", 127))))
            .orElseRefuse("Invalid alias_number parameter, must be an array."));
        fields.add(many("pbx_group_ids", new FieldType.Whole()).orElseRefuse("Invalid pbx_group_ids parameter, must be an array."));
        fields.add(many("pbx_groupmember_ids", new FieldType.Whole()).orElseRefuse("Invalid pbx_groupmember_ids parameter, must be an array."));
        fields.add(text("webpassword").secret());
        return fields;
    }

    private static String preference(String attribute) {
        return "(select p.value from provisioning.voip_usr_preferences p join provisioning.voip_preferences a on a.id = p.attribute_id "
            + "where p.subscriber_id = b.id and a.attribute = '" + attribute + "' limit 1)";
    }
}
