package io.tandem.provisioning.owner;

import java.util.Optional;

import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Table;
import org.springframework.jdbc.core.simple.JdbcClient;

import static io.tandem.provisioning.resource.Field.text;

/** Finds the subscriber that a caller writes for. */
public final class Owners {
    public static final String FIELD = "subscriber_id";

    private static final Table TABLE = OwnedTables.subscribers("join billing.voip_subscribers b on b.id = s.id "
            + "left join billing.voip_numbers n on n.id = b.primary_number_id")
        .with("s", text("uuid")).with("d", text("domain")).with(text("number"), "coalesce(concat(n.cc, n.ac, n.sn), s.uuid)");

    private final Rows rows;

    public Owners(JdbcClient jdbc) {
        rows = new Rows(jdbc, TABLE);
    }

    /** @return empty also for subscribers that the caller may not see */
    public Optional<Owner> find(long id, Caller caller) {
        return rows.find(Long.toString(id), caller).map(item -> owner(item, caller));
    }

    /** The one that a written object names. What a subscriber writes is his, whatever he says; others must name the subscriber. */
    public Owner require(Values values, Caller caller) {
        Optional<Long> own = caller.line().map(Caller.Line::subscriberId);
        long id = own.filter(_ -> caller.role() == Role.SUBSCRIBER).or(() -> values.whole(FIELD)).or(() -> own)
            .orElseThrow(() -> ApiError.invalid(FIELD, "", "Subscriber id field is required"));
        return find(id, caller).orElseThrow(() -> ApiError.unprocessable("Invalid 'subscriber_id'"));
    }

    private static Owner owner(Item item, Caller caller) {
        return new Owner(item.whole("id"), item.text("uuid"), item.text("domain"), item.text("number"), caller.line().isPresent());
    }
}
