package io.tandem.provisioning.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables behind a {@code from}, and which of them a condition needs. */
final class Joins {
    private static final Pattern NEXT = Pattern.compile("\\s+(?=left\\s+join\\s)|(?<!\\bleft)\\s+(?=join\\s)");
    private static final Pattern ALIAS = Pattern.compile("(?:join\\s+)?[\\w.]+\\s+(\\w+)\\s+on\\s");
    private static final Pattern USE = Pattern.compile("\\b([a-z]\\w*)\\.");

    private final String from;
    private final boolean lossless;
    private final String first;
    private final List<Join> joins = new ArrayList<>();

    private record Join(String sql, String alias) {}

    Joins(Table table) {
        from = table.from();
        lossless = table.lossless();
        String[] parts = NEXT.split(from);
        first = parts[0];
        for (int i = 1; i < parts.length; i++) {
            Matcher alias = ALIAS.matcher(parts[i]);
            joins.add(new Join(parts[i], alias.find() ? alias.group(1) : ""));
        }
    }

    /** Whether a page can be chosen with fewer tables than it is read with. */
    boolean canBeFewer(String sql) {
        return !neededBy(sql).equals(from);
    }

    /** The tables that some SQL names, and those through which they are reached. Left joins are to one row at most, so they can always go. */
    String neededBy(String sql) {
        Set<String> needed = uses(sql);
        List<String> kept = new ArrayList<>();
        for (Join join : joins.reversed()) {
            boolean droppable = !join.alias().isEmpty() && (lossless || join.sql().startsWith("left"));
            if (!droppable || needed.contains(join.alias())) {
                kept.addFirst(join.sql());
                needed.addAll(uses(join.sql()));
            }
        }
        kept.addFirst(first);
        return String.join(" ", kept);
    }

    private static Set<String> uses(String sql) {
        Set<String> aliases = new HashSet<>();
        Matcher use = USE.matcher(sql);
        while (use.find()) {
            aliases.add(use.group(1));
        }
        return aliases;
    }
}
