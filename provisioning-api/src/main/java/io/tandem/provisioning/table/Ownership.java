package io.tandem.provisioning.table;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.provisioning.access.Scope;

/**
 * Which rows callers of each level see: an SQL condition a level, with {@code {reseller}}, {@code {customer}} and {@code {subscriber}} where the
 * caller's own id is bound. A level without a condition sees nothing, so that what nobody thought of stays hidden; everything is seen by those
 * whose level that is.
 */
public record Ownership(Map<Scope.Level, String> rules) {
    /** Seen by those only who see everything. */
    public static final Ownership OF_THE_SYSTEM = new Ownership(Map.of());
    private static final Pattern OWN_ID = Pattern.compile("\\{(reseller|customer|subscriber)}");

    public Ownership {
        rules = Map.copyOf(rules);
    }

    /** Rows of subscribers: expressions of the reseller, the customer and the subscriber that own one. */
    public static Ownership of(String reseller, String customer, String subscriber) {
        return OF_THE_SYSTEM.visibleTo(Scope.Level.RESELLER, reseller + " = {reseller}").visibleTo(Scope.Level.CUSTOMER, customer + " = {customer}")
            .visibleTo(Scope.Level.SUBSCRIBER, subscriber + " = {subscriber}");
    }

    public Ownership visibleTo(Scope.Level level, String condition) {
        Map<Scope.Level, String> more = new EnumMap<>(Scope.Level.class);
        more.putAll(rules);
        more.put(level, condition);
        return new Ownership(more);
    }

    /** The condition for a caller's scope, its parameters bound by {@link #parameters}. */
    public String sql(Scope scope) {
        return OWN_ID.matcher(rule(scope)).replaceAll("?");
    }

    public List<Object> parameters(Scope scope) {
        List<Object> parameters = new ArrayList<>();
        Matcher places = OWN_ID.matcher(rule(scope));
        while (places.find()) {
            parameters.add(switch (places.group(1)) {
                case "reseller" -> scope.reseller();
                case "customer" -> scope.customer();
                default -> scope.subscriber();
            });
        }
        return parameters;
    }

    private String rule(Scope scope) {
        return scope.level() == Scope.Level.EVERYTHING ? "1 = 1" : rules.getOrDefault(scope.level(), "1 = 0");
    }
}
