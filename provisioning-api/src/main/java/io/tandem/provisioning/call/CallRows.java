package io.tandem.provisioning.call;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.owner.Zone;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.table.Rows;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Call records of the party that a request is about, not yet turned into that party's view. */
final class CallRows {
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendPattern("yyyy-MM-dd[['T'][' ']HH:mm[:ss[.SSS]]]")
        .parseDefaulting(ChronoField.HOUR_OF_DAY, 0).parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0).toFormatter();

    private final Rows ofSubscriber;
    private final Rows ofCustomer;

    CallRows(JdbcClient jdbc) {
        ofSubscriber = Rows.ofOwners(jdbc, CallListTable.OF_SUBSCRIBER);
        ofCustomer = Rows.ofOwners(jdbc, CallListTable.OF_CUSTOMER);
    }

    /** @param search times and durations in seconds
     *  @throws ApiError 422 if nobody says whose calls */
    Listing list(Search search, Caller caller) {
        return party(search.filters(), caller).list(search, caller);
    }

    /** The same question with times and durations in seconds, as the table has them.
     * @throws ApiError 422 for values that are none */
    static Search numeric(Search search) {
        Zone zone = Zone.of(search.filters());
        Map<String, String> filters = new LinkedHashMap<>(search.filters());
        filters.replaceAll((name, value) -> {
            if (CallListTable.TIME_FILTERS.contains(name)) {
                return seconds(name, value, zone);
            }
            return CallListTable.DURATION_FILTERS.contains(name) ? number(name, value) : value;
        });
        return new Search(search.page(), search.rows(), search.orderBy(), search.descending(), search.count(), filters);
    }

    /** Subscribers see their own calls, administrators need the right to. */
    static boolean isOpenTo(Caller caller) {
        return caller.line().isPresent() || caller.callData();
    }

    private Rows party(Map<String, String> filters, Caller caller) {
        if (filters.containsKey("subscriber_id") || caller.role() == Role.SUBSCRIBER) {
            return ofSubscriber;
        }
        if (filters.containsKey("customer_id") || caller.line().isPresent()) {
            return ofCustomer;
        }
        throw ApiError.unprocessable("Mandatory parameter 'subscriber_id' or 'customer_id' missing in request");
    }

    static String seconds(String name, String value, Zone zone) {
        try {
            return Long.toString(LocalDateTime.parse(value, TIME).atZone(zone.forOwner(Optional.empty())).toEpochSecond());
        } catch (DateTimeParseException e) {
            throw ApiError.unprocessable("Query parameter '%s' value '%s' is not of the form YYYY-MM-DD HH:MM:SS.".formatted(name, value));
        }
    }

    private static String number(String name, String value) {
        if (!value.matches("\\d{1,9}(\\.\\d{1,3})?")) {
            throw ApiError.unprocessable("Query parameter '%s' value '%s' is not a number of seconds.".formatted(name, value));
        }
        return value;
    }
}
