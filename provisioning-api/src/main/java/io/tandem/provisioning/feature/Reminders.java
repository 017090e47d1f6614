package io.tandem.provisioning.feature;

import java.util.regex.Pattern;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.owner.OwnedRows;
import io.tandem.provisioning.owner.OwnedTables;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;

/** The resource {@code reminders}: at most one wake-up call for each subscriber. */
public final class Reminders extends OwnedRows {
    private static final String SQL_TABLE = "provisioning.voip_reminder";
    private static final Table TABLE = OwnedTables.of(SQL_TABLE)
        .with(text("time").required(), "time_format(t.time, '%H:%i')")
        .with("t", choice("recur", "never", "weekdays", "always").required().filter(), flag("active").orElse("1").filter());
    private static final Declaration DECLARATION = Declaration.of("reminders", "Wake-up calls", TABLE.fields()).withAllPatchOps().withJournal()
        .access(Access.of(Party.A, Party.R, Party.SA, Party.S).grant(Operation.READ, Party.K));
    private static final Pattern TIME = Pattern.compile("([01]?\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?");

    public Reminders(Store store) {
        super(DECLARATION, TABLE, SQL_TABLE, store);
    }

    @Override
    protected void check(Values values, Owner owner, long id) {
        String time = values.require("time");
        if (!TIME.matcher(time).matches()) {
            throw ApiError.invalid("time", time, "Value must be HH:MM");
        }
        if (store.exists("select 1 from " + SQL_TABLE + " where subscriber_id = ? and id <> ?", owner.id(), id)) {
            throw ApiError.unprocessable("A reminder of subscriber %d already exists.".formatted(owner.id()));
        }
    }
}
