package io.tandem.relay.port;

import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.tandem.relay.choice.Choices;

/** The addresses media may use, the default one first. Any thread. */
public final class MediaInterfaces {
    private final List<MediaInterface> all;
    private final AtomicInteger turn = new AtomicInteger();
    private final Choices choices;

    public MediaInterfaces(List<MediaInterface> all) {
        this(all, new Choices());
    }

    /** @param choices knows whose turn it is in a repeated command */
    public MediaInterfaces(List<MediaInterface> all, Choices choices) {
        this.choices = choices;
        this.all = List.copyOf(all);
        if (all.isEmpty()) throw new IllegalArgumentException("tandem.rtp-relay.media.interfaces: at least one address is needed");
    }

    public List<MediaInterface> all() {
        return all;
    }

    /** Is it a name, or what stands before the colon of one? */
    public boolean has(String name) {
        return all.stream().anyMatch(i -> isNamed(i, name));
    }

    private static boolean isNamed(MediaInterface candidate, String name) {
        return candidate.name().equals(name) || candidate.name().startsWith(name + ":");
    }

    /**
     * The first of that name and family; an unknown name means the first name, a missing family the name's first address. {@code BASE} takes
     * turns between {@code BASE:1}, {@code BASE:2} and so on.
     */
    public MediaInterface choose(Optional<String> name, boolean ipv6) {
        String wanted = name.filter(this::has).orElse(all.getFirst().name());
        List<String> names = all.stream().map(MediaInterface::name).filter(n -> n.equals(wanted) || n.startsWith(wanted + ":")).distinct().toList();
        String chosen = names.contains(wanted) ? wanted : choices.make(() -> names.get(Math.floorMod(turn.getAndIncrement(), names.size())));
        List<MediaInterface> named = all.stream().filter(i -> i.name().equals(chosen)).toList();
        return named.stream().filter(i -> i.advertised() instanceof Inet6Address == ipv6).findFirst().orElse(named.getFirst());
    }

    public int portsInUse() {
        return pools().mapToInt(pool -> 2 * pool.inUse()).sum();
    }

    public int portCapacity() {
        return pools().mapToInt(pool -> 2 * pool.capacity()).sum();
    }

    /** One address may have several names. */
    private Stream<PortPool> pools() {
        return all.stream().map(MediaInterface::ports).distinct();
    }
}
