package io.tandem.proxy.fork;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tandem.data.preference.CallDeflection;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.SerialForking;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.location.Binding;

/** How the phones of a callee are called (§2.2). Immutable.
 * @param ringSeconds how long one may ring before the next is called; 0 until it refuses
 * @param stopCodes   refusals after which no other phone is called */
public record ContactForking(SerialForking order, int ringSeconds, Set<Integer> stopCodes) {
    /** All at once. */
    public static final ContactForking PLAIN = new ContactForking(SerialForking.NO, 0, Set.of());

    /** A phone that sends the call elsewhere need not be waited for until the others have refused, too ({@code call_deflection} {@code immediate}). */
    private static final Set<Integer> REDIRECTIONS = Set.of(300, 301, 302, 305, 380);

    public ContactForking {
        stopCodes = Set.copyOf(stopCodes);
    }

    /** As the callee wants it. */
    public static ContactForking of(Preferences callee) {
        Set<Integer> stops = new TreeSet<>(callee.get(CallPreferences.STOP_FORKING));
        if (callee.get(CallPreferences.CALL_DEFLECTION) == CallDeflection.IMMEDIATE) {
            stops.addAll(REDIRECTIONS);
        }
        return new ContactForking(callee.get(CallPreferences.SERIAL_FORKING), Math.max(0, callee.get(CallPreferences.CONTACT_RING_TIMEOUT).orElse(0)), stops);
    }

    /** On its way through the B2BUA: {@code order_seconds_code_code}; empty for {@link #PLAIN}. */
    public Optional<String> token() {
        return order == SerialForking.NO && stopCodes.isEmpty() ? Optional.empty() : Optional.of(order.name().toLowerCase(Locale.ROOT) + "_" + ringSeconds
                + new TreeSet<>(stopCodes).stream().map(code -> "_" + code).collect(Collectors.joining()));
    }

    /** Reads a {@link #token}; what is none means nothing. */
    public static ContactForking parse(String token) {
        String[] parts = token.split("_");
        Optional<SerialForking> order = Arrays.stream(SerialForking.values()).filter(one -> one.name().equalsIgnoreCase(parts[0])).findFirst();
        if (order.isEmpty() || parts.length < 2 || !Arrays.stream(parts).skip(1).allMatch(part -> part.matches("\\d{1,9}"))) {
            return PLAIN;
        }
        return new ContactForking(order.get(), Integer.parseInt(parts[1]), Arrays.stream(parts).skip(2).map(Integer::valueOf).collect(Collectors.toSet()));
    }

    /** Contacts in the order in which they are called, those of one list at once. */
    public List<List<Binding>> stages(List<Binding> contacts, RandomGenerator random) {
        return switch (order) {
            case NO -> List.of(contacts);
            case STANDARD -> {
                Map<Integer, List<Binding>> byQ = new TreeMap<>(Comparator.reverseOrder());
                contacts.forEach(contact -> byQ.computeIfAbsent(thousandths(contact), _ -> new ArrayList<>()).add(contact));
                yield List.copyOf(byQ.values());
            }
            case PROBABILITY -> drawn(contacts, random).stream().map(List::of).toList();
        };
    }

    /** For contacts in that order. */
    public ForkPlan plan(List<List<Binding>> stages) {
        List<Integer> numbers = IntStream.range(0, stages.size()).boxed().flatMap(stage -> Collections.nCopies(stages.get(stage).size(), stage).stream())
                .toList();
        return new ForkPlan(numbers, stopCodes, stages.size() > 1 && ringSeconds > 0 ? Optional.of(Duration.ofSeconds(ringSeconds)) : Optional.empty());
    }

    /** Each at the next place with a probability in proportion to its q; those with none have the least chance. */
    private static List<Binding> drawn(List<Binding> contacts, RandomGenerator random) {
        List<Binding> left = new ArrayList<>(contacts);
        List<Binding> order = new ArrayList<>();
        while (!left.isEmpty()) {
            int ticket = random.nextInt(left.stream().mapToInt(ContactForking::weight).sum());
            int next = 0;
            while (ticket >= weight(left.get(next))) {
                ticket -= weight(left.get(next));
                next++;
            }
            order.add(left.remove(next));
        }
        return order;
    }

    private static int weight(Binding contact) {
        return Math.max(1, thousandths(contact));
    }

    /** q of RFC 3261 §25.1, 0 to 1000; 0 without one. */
    private static int thousandths(Binding contact) {
        return contact.q().matches("[01](\\.\\d{0,3})?") ? Math.min(1000, (int) Math.round(Double.parseDouble(contact.q()) * 1000)) : 0;
    }
}
