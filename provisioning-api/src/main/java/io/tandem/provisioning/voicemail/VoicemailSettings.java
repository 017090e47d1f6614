package io.tandem.provisioning.voicemail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.owner.OwnedTables;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.owner.OwnerSettings;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.email;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;

/** The resource {@code voicemailsettings}: PIN of a mailbox, and what is mailed. A subscriber whose mailbox is gone gets one with the first write. */
public final class VoicemailSettings extends OwnerSettings {
    private static final String PIN = "pin";
    private static final String SQL_TABLE = "voicemail.voicemail_users";
    private static final Table TABLE = OwnedTables.subscribers("left join " + SQL_TABLE + " v on v.customer_id = s.uuid")
        .with(text(PIN, 31).required().secret(), "v.password")
        .with(email("email"), "nullif(v.email, '')")
        .with(flag("attach"), "coalesce(v.attach, 'no') = 'yes'")
        .with(flag("delete"), "coalesce(v.`delete`, 'no') = 'yes'")
        .with(text("sms_number", 31), "nullif(v.pager, '')");
    private static final Declaration DECLARATION =
        Declaration.of("voicemailsettings", "PIN of a mailbox, and what is mailed", TABLE.fields()).relatedTo("subscribers").withJournal().access(Access.all());

    public VoicemailSettings(Store store) {
        super(DECLARATION, TABLE, store);
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        if (!caller.showPasswords() && caller.line().isEmpty()) {
            items.forEach(item -> item.fields().remove(PIN));
        }
    }

    @Override
    protected void write(Owner owner, Values values, Caller caller) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("password", pin(values));
        row.put("email", values.text("email").orElse(""));
        row.put("attach", word(values, "attach"));
        row.put("`delete`", word(values, "delete"));
        row.put("pager", values.text("sms_number").orElse(""));
        if (store.exists("select 1 from " + SQL_TABLE + " where customer_id = ? limit 1", owner.uuid())) {
            List<Object> parameters = new ArrayList<>(row.values());
            parameters.add(owner.uuid());
            store.execute("update " + SQL_TABLE + " set " + String.join(" = ?, ", row.keySet()) + " = ? where customer_id = ?", parameters.toArray());
        } else {
            row.put("customer_id", owner.uuid());
            row.put("mailbox", owner.number());
            store.insert(SQL_TABLE, row);
        }
    }

    private static String pin(Values values) {
        String pin = values.require(PIN);
        if (!pin.matches("\\d{4,31}")) {
            throw ApiError.invalid(PIN, "********", "PIN must be 4 to 31 digits");
        }
        return pin;
    }

    private static String word(Values values, String flag) {
        return values.flag(flag) ? "yes" : "no";
    }
}
