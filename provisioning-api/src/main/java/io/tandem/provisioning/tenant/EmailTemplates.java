package io.tandem.provisioning.tenant;

import java.util.List;
import java.util.Map;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.email;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code emailtemplates}. Those without a reseller are copied to each new one; only superusers see and write them. */
public final class EmailTemplates extends TableResource implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final String STORED = "billing.email_templates";
    private static final int BODY_LENGTH = 1 << 20;
    private static final Table TABLE = Table.of(STORED + " e", "e.id", "1 = 1").ownedBy("e.reseller_id")
        .with("e", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text("name").required().filter(),
            email("from_email").required().filter(), text("subject").required().filter(), text("body", BODY_LENGTH).required(),
            text("attachment_name").orElse(""));
    private static final List<String> COLUMNS = List.of("name", "from_email", "subject", "body");

    public EmailTemplates(Store store) {
        super(Declaration.of("emailtemplates", "Texts of mails to customers", TABLE.fields())
            .access(Access.of(Party.A, Party.R, Party.K)), TABLE, store);
    }

    @Override
    public Created create(Values values, Caller caller) {
        Map<String, @Nullable Object> row = row(values, caller);
        return Created.item(store.unique(taken(values), () -> store.insert(STORED, row)));
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        Map<String, @Nullable Object> row = row(values, caller);
        store.unique(taken(values), () -> {
            store.update(STORED, current.whole("id"), row);
            return row;
        });
    }

    @Override
    public void delete(Item current, Caller caller) {
        long id = current.whole("id");
        if (store.exists("select 1 from billing.contracts where status <> 'terminated' and (subscriber_email_template_id = ? or "
                + "passreset_email_template_id = ? or invoice_email_template_id = ?) limit 1", id, id, id)) {
            throw ApiError.inUse("Email template is still in use by customers.");
        }
        store.execute("delete from " + STORED + " where id = ?", id);
    }

    private static String taken(Values values) {
        return "Email template with name '%s' already exists for this reseller.".formatted(values.require("name"));
    }

    private Map<String, @Nullable Object> row(Values values, Caller caller) {
        Map<String, @Nullable Object> row = values.row(COLUMNS);
        row.put("attachment_name", values.text("attachment_name").orElse(""));
        boolean ofReseller = !caller.superuser() || values.has(ResellerReference.FIELD);
        row.put(ResellerReference.FIELD, ofReseller ? ResellerReference.of(values, caller, store) : null);
        if (!ofReseller && store.exists("select 1 from billing.email_templates where reseller_id is null and name = ?", values.require("name"))) {
            throw ApiError.unprocessable(taken(values));
        }
        return row;
    }
}
