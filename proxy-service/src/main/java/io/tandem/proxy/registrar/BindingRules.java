package io.tandem.proxy.registrar;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;

/** Which bindings a REGISTER makes, replaces and removes (RFC 3261 §10.3 steps 6-8, RFC 5626 §6). Pure.
 * Permanent bindings belong to provisioning: a REGISTER lists them and leaves them alone. */
final class BindingRules {
    private final RegistrarProperties limits;

    BindingRules(RegistrarProperties limits) {
        this.limits = limits;
    }

    /** What a request with one contact to bind would store, whatever is registered. */
    Optional<Binding> sole(RegisterRequest request, Instant now) {
        if (request.wildcard() || request.contacts().size() != 1 || request.contacts().getFirst().isRemoval()) {
            return Optional.empty();
        }
        ContactWish wish = request.contacts().getFirst();
        return Optional.of(bind(request, wish, ruid(request.owner(), wish), now));
    }

    Decision decide(RegisterRequest request, List<Binding> current, Instant now) {
        if (request.wildcard()) {
            return removeAll(request, current);
        }
        Map<String, Binding> all = new LinkedHashMap<>();
        current.forEach(binding -> all.put(binding.ruid(), binding));
        Map<String, Binding> stored = new LinkedHashMap<>();
        Map<String, Binding> removed = new LinkedHashMap<>();
        for (ContactWish wish : request.contacts()) {
            Optional<Binding> known = find(wish, all);
            if (known.filter(binding -> isStale(request, binding)).isPresent()) {
                return Decision.STALE; // §10.3 step 7: the whole request fails
            }
            apply(request, wish, known, now, all, stored, removed);
        }
        if (stored.keySet().stream().anyMatch(ruid -> !contains(current, ruid)) && all.size() > limits.maxContacts()) {
            return new Decision.Refuse(403, "Too many registered contacts");
        }
        return new Decision.Accept(List.copyOf(stored.values()), List.copyOf(removed.keySet()), List.copyOf(all.values()));
    }

    private void apply(RegisterRequest request, ContactWish wish, Optional<Binding> known, Instant now, Map<String, Binding> all,
                       Map<String, Binding> stored, Map<String, Binding> removed) {
        if (known.filter(Binding::isPermanent).isPresent()) {
            return;
        }
        if (wish.isRemoval()) {
            known.ifPresent(binding -> {
                all.remove(binding.ruid());
                stored.remove(binding.ruid());
                removed.put(binding.ruid(), binding);
            });
            return;
        }
        Binding binding = bind(request, wish, known.map(Binding::ruid).orElseGet(() -> ruid(request.owner(), wish)), now);
        all.put(binding.ruid(), binding);
        stored.put(binding.ruid(), binding);
        removed.remove(binding.ruid());
    }

    private static Decision removeAll(RegisterRequest request, List<Binding> current) {
        if (current.stream().anyMatch(binding -> isStale(request, binding))) {
            return Decision.STALE;
        }
        List<String> removed = current.stream().filter(binding -> !binding.isPermanent()).map(Binding::ruid).toList();
        return new Decision.Accept(List.of(), removed, current.stream().filter(Binding::isPermanent).toList());
    }

    /** Same Call-ID with a lower CSeq: overtaken on the way. The same CSeq is the same request again, after a restart of this proxy. */
    private static boolean isStale(RegisterRequest request, Binding binding) {
        return !binding.isPermanent() && binding.callId().equals(request.callId()) && request.cSeq() < binding.cSeq();
    }

    private static Optional<Binding> find(ContactWish wish, Map<String, Binding> all) {
        Stream<Binding> bindings = all.values().stream();
        return wish.isFlow()
                ? bindings.filter(binding -> binding.instance().equals(wish.instance()) && binding.regId() == wish.regId()).findFirst()
                : bindings.filter(binding -> binding.contact().isEquivalentTo(wish.uri())).findFirst();
    }

    private static boolean contains(List<Binding> current, String ruid) {
        return current.stream().anyMatch(binding -> binding.ruid().equals(ruid));
    }

    private Binding bind(RegisterRequest request, ContactWish wish, String ruid, Instant now) {
        return new Binding(ruid, wish.uri(), request.received(), request.path(), Optional.of(now.plus(lifetime(request, wish.expires()))),
                wish.q(), request.callId(), request.cSeq(), now, request.userAgent(), request.socket(), wish.methods(), wish.instance(),
                wish.regId(), request.keepAlive());
    }

    private Duration lifetime(RegisterRequest request, OptionalLong wish) {
        Duration wanted = wish.isPresent() ? Duration.ofSeconds(wish.getAsLong()) : spread(request.callId());
        if (wanted.compareTo(limits.minExpires()) < 0) {
            return limits.minExpires();
        }
        return wanted.compareTo(limits.maxExpires()) > 0 ? limits.maxExpires() : wanted;
    }

    /** The default, moved by up to the spread; the Call-ID decides, so a device always gets the same. */
    private Duration spread(String callId) {
        int percent = Math.floorMod(callId.hashCode(), 2 * limits.defaultSpread() + 1) - limits.defaultSpread();
        return limits.defaultExpires().plusSeconds(limits.defaultExpires().toSeconds() * percent / 100);
    }

    /** The same for the same device on every proxy, so that two proxies that store it at once store one binding. */
    private static String ruid(AddressOfRecord owner, ContactWish wish) {
        String identity = owner + "\n" + (wish.isFlow() ? wish.instance() + "\n" + wish.regId() : wish.uri().toString());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return "uloc-" + HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
