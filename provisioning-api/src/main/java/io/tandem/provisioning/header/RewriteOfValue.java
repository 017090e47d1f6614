package io.tandem.provisioning.header;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.data.rewrite.RewriteList;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.whole;

/** The rewrite rules that a value of a header rule goes through: a set, and one of its lists, which is stored by its own id. */
final class RewriteOfValue {
    private static final String SET = "rwr_set_id";
    private static final String LIST = "rwr_dp";
    private static final List<RewriteList> LISTS =
        List.of(RewriteList.CALLER_IN, RewriteList.CALLEE_IN, RewriteList.CALLER_OUT, RewriteList.CALLEE_OUT);

    /** As clients write it, with or without the ending of the column's name. */
    private static final Field LIST_FIELD = choice(LIST, LISTS.stream().flatMap(list -> Stream.of(list.idColumn(), list.key())).toArray(String[]::new));

    private RewriteOfValue() {}

    /** Adds both fields to a table that has the columns under this alias. */
    static Table in(Table table, String alias) {
        String name = LISTS.stream().map(list -> "when w.%s then '%s'".formatted(list.idColumn(), list.idColumn())).collect(Collectors.joining(" "));
        return table.with(alias, whole(SET).filter().refersTo("rewriterulesets"))
            .with(LIST_FIELD, "(select case %s.rwr_dp_id %s end from provisioning.voip_rewrite_rule_sets w where w.id = %s.rwr_set_id)"
                .formatted(alias, name, alias));
    }

    /** The set is of the same reseller as the header rule. */
    static Rule check(Store store) {
        return write -> {
            Optional<Long> set = write.values().whole(SET);
            if (set.isPresent() && !store.exists("""
                    select 1 from provisioning.voip_rewrite_rule_sets w
                    join provisioning.voip_header_rule_sets s on s.reseller_id = w.reseller_id
                    join provisioning.voip_header_rules r on r.set_id = s.id where w.id = ? and r.id = ?""",
                    set.get(), write.values().requireWhole(HeaderRules.RULE))) {
                throw ApiError.unprocessable("Invalid '" + SET + "'");
            }
            write.row().put("rwr_dp_id", listId(write, set));
        };
    }

    private static @Nullable Object listId(Write write, Optional<Long> set) {
        Optional<String> list = write.values().text(LIST);
        if (list.isPresent() && set.isEmpty()) {
            throw ApiError.invalid(LIST, list.get(), "A " + SET + " is needed with it");
        }
        return list.flatMap(name -> Arrays.stream(RewriteList.values()).filter(known -> name.startsWith(known.key())).findFirst())
            .map(known -> known.id(set.orElseThrow())).orElse(null);
    }
}
