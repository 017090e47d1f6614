package io.tandem.data.rewrite;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** One of the six lists of a rewrite rule set: which number, and on which way through the switch. */
public enum RewriteList {
    CALLER_IN("in", "caller"), CALLEE_IN("in", "callee"), CALLER_OUT("out", "caller"), CALLEE_OUT("out", "callee"),
    /** Around the query for number portability. */
    CALLER_LNP("lnp", "caller"), CALLEE_LNP("lnp", "callee");

    private final String direction;
    private final String field;

    RewriteList(String direction, String field) {
        this.direction = direction;
        this.field = field;
    }

    /** @param direction {@code in}, {@code out} or {@code lnp}
     * @param field {@code caller} or {@code callee} */
    public static Optional<RewriteList> of(String direction, String field) {
        return Arrays.stream(values()).filter(list -> list.direction.equals(direction) && list.field.equals(field)).findFirst();
    }

    /** As clients name it, {@code caller_in}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Column and preference that hold the list's own id. */
    public String idColumn() {
        return key() + "_dpid";
    }

    /** The id of this list in a set: unique among the lists of all sets. */
    public long id(long setId) {
        return (setId - 1) * values().length + ordinal() + 1;
    }
}
