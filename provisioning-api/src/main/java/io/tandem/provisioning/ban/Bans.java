package io.tandem.provisioning.ban;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.TimeFormat;

/** What both resources have in common. */
final class Bans {

    private Bans() {}

    static String shown(Instant moment) {
        return TimeFormat.SECONDS.format(LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
    }

    /** The page that a search asks for. */
    static Listing page(List<Item> all, Search search) {
        Comparator<Item> order = order(search.orderBy().orElse("id"));
        List<Item> found = all.stream().filter(item -> matches(item, search)).sorted(search.descending() ? order.reversed() : order).toList();
        return Listing.pageOf(found, search);
    }

    private static Comparator<Item> order(String field) {
        return Comparator.<Item, Boolean>comparing(item -> !item.fields().path(field).isNumber())
                .thenComparing(item -> item.fields().path(field).isNumber() ? item.whole(field) : 0)
                .thenComparing(item -> item.text(field)).thenComparing(Item::id);
    }

    private static boolean matches(Item item, Search search) {
        return search.filters().entrySet().stream().allMatch(filter -> switch (filter.getValue()) {
            case "$null" -> item.text(filter.getKey()).isEmpty();
            case "$not_null" -> !item.text(filter.getKey()).isEmpty();
            default -> pattern(filter.getValue()).matcher(item.text(filter.getKey()).toLowerCase(Locale.ROOT)).matches();
        });
    }

    private static Pattern pattern(String filter) {
        StringBuilder pattern = new StringBuilder();
        for (String part : filter.toLowerCase(Locale.ROOT).split("\\*", -1)) {
            pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(pattern.toString(), Pattern.DOTALL);
    }
}
