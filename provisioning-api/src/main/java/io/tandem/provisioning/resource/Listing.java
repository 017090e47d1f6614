package io.tandem.provisioning.resource;

import java.util.List;
import java.util.OptionalLong;

/** One page of a collection.
 * @param total items on all pages; empty when the client asked not to count
 * @param more  whether a page follows */
public record Listing(List<Item> items, OptionalLong total, boolean more) {
    public Listing {
        items = List.copyOf(items);
    }

    /** The page that a search asks for, out of all items that match it. */
    public static Listing pageOf(List<Item> all, Search search) {
        int from = (int) Math.min(search.offset(), all.size());
        int to = Math.min(from + search.rows(), all.size());
        return new Listing(all.subList(from, to), search.count() ? OptionalLong.of(all.size()) : OptionalLong.empty(), to < all.size());
    }
}
