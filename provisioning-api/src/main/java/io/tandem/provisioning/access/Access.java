package io.tandem.provisioning.access;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which parties may do what with a resource, written as the catalogue does: {@code A R K (SA reads own)} is {@code Access.of(A, R, K).read(SA)}. It
 * opens no rows: what of them a party sees follows from the ownership that the table declares. Immutable.
 */
public final class Access {
    private static final Access NOBODY = new Access(Map.of());

    private final Map<Party, Set<Operation>> granted;

    private Access(Map<Party, Set<Operation>> granted) {
        this.granted = Map.copyOf(granted);
    }

    /** All that the resource offers. */
    public static Access of(Party... parties) {
        return NOBODY.grant(EnumSet.allOf(Operation.class), parties);
    }

    /** All that the resource offers to all but lawful interception. */
    public static Access all() {
        return of(Party.A, Party.R, Party.K, Party.SA, Party.S);
    }

    /** All that the resource offers, to whoever has logged in. */
    public static Access loggedIn() {
        return all().grant(EnumSet.allOf(Operation.class), Party.L);
    }

    /** All that the resource offers to everybody, logged in or not where the path is open to guests. */
    public static Access everybody() {
        return of(Party.values());
    }

    /** The collection and its items may be read as well by these. */
    public Access read(Party... parties) {
        return grant(EnumSet.of(Operation.LIST, Operation.READ), parties);
    }

    /** These as well may do this one thing. */
    public Access grant(Operation operation, Party... parties) {
        return grant(EnumSet.of(operation), parties);
    }

    /** These may not do this one thing. */
    public Access except(Operation operation, Party... parties) {
        Map<Party, Set<Operation>> fewer = new EnumMap<>(Party.class);
        fewer.putAll(granted);
        for (Party party : parties) {
            EnumSet<Operation> rest = EnumSet.noneOf(Operation.class);
            rest.addAll(granted.getOrDefault(party, Set.of()));
            rest.remove(operation);
            fewer.put(party, rest);
        }
        return new Access(fewer);
    }

    public boolean permits(Role role, Operation operation) {
        return granted.getOrDefault(role.party(), Set.of()).contains(operation);
    }

    private Access grant(Set<Operation> operations, Party... parties) {
        Map<Party, Set<Operation>> more = new EnumMap<>(Party.class);
        more.putAll(granted);
        for (Party party : parties) {
            EnumSet<Operation> all = EnumSet.copyOf(operations);
            all.addAll(granted.getOrDefault(party, Set.of()));
            more.put(party, all);
        }
        return new Access(more);
    }
}
