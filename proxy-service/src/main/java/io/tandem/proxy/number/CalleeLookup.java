package io.tandem.proxy.number;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.pbx.Secretaries;
import io.tandem.sip.message.SipUri;

/** Finds the callee of a request URI: the user name in its domain, an alias there, the number in any domain of the platform, then whose number it
 * goes on from. */
public final class CalleeLookup {
    /** Domain of the app server's voice boxes. */
    public static final String VOICEBOX = "voicebox.local";
    private static final Set<String> APPLICATIONS = Set.of(VOICEBOX, "conference.local", "app.local");
    private static final Pattern NUMBER = Pattern.compile("\\+?(\\d{3,20})");

    private final Subscribers subscribers;
    private final Set<String> ownHosts;

    /** @param ownHosts addresses of this system: a phone that dials one of them means its own domain */
    public CalleeLookup(Subscribers subscribers, Set<String> ownHosts) {
        this.subscribers = subscribers;
        this.ownHosts = Set.copyOf(ownHosts);
    }

    /** @param callerDomain of the authenticated caller */
    public CompletionStage<Callee> find(SipUri dialled, String callerDomain) {
        if (isApplication(dialled)) {
            return CompletableFuture.completedFuture(new Callee.Application(dialled));
        }
        String user = dialled.decodedUser().orElse("");
        boolean here = ownHosts.contains(dialled.host()) || dialled.host().equalsIgnoreCase(Secretaries.DOMAIN);
        String domain = here ? callerDomain : dialled.host();
        if (user.isEmpty()) {
            return CompletableFuture.completedFuture(new Callee.Unknown(false));
        }
        return subscribers.domain(domain).thenCompose(served -> served.isPresent() ? inDomain(user, domain)
                : CompletableFuture.completedFuture(new Callee.Unknown(false)));
    }

    /** A call from a peer: the number in whatever domain, for a domain of ours or an address of this system; else as {@link #find}.
     * @param tel the peer gave the number alone: the domain says nothing */
    public CompletionStage<Callee> findForPeer(SipUri dialled, boolean tel) {
        String user = dialled.decodedUser().orElse("");
        CompletionStage<Boolean> ours = tel ? CompletableFuture.completedFuture(true) : isServed(dialled);
        return ours.thenCompose(served -> !served || user.isEmpty() ? CompletableFuture.completedFuture(new Callee.Unknown(false))
                : byNumber(user).thenCompose(found -> found.isPresent() ? CompletableFuture.completedFuture(local(found.get(), user))
                        : tel || ownHosts.contains(dialled.host()) ? byExtension(user) : find(dialled, dialled.host())));
    }

    /** As {@link #findForPeer(SipUri, boolean)}, but for a call to what a subscriber has registered at the peer.
     * @param uuid of that subscriber; who has no such subscriber is called by number */
    public CompletionStage<Callee> findForPeer(SipUri dialled, boolean tel, Optional<String> uuid) {
        return uuid.isEmpty() ? findForPeer(dialled, tel) : subscribers.byUuid(uuid.get()).thenCompose(found -> found.isEmpty()
                ? findForPeer(dialled, tel) : CompletableFuture.completedFuture(registered(found.get(), dialled.decodedUser().orElse(""))));
    }

    /** The user part is what the peer knows it by, and need not be a number of it. */
    private static Callee registered(Subscriber subscriber, String user) {
        return local(subscriber, subscriber.alias(user).isPresent() ? user : subscriber.username());
    }

    /** Does this system serve the domain? Says nothing about the user. */
    public CompletionStage<Boolean> isServed(SipUri uri) {
        return isApplication(uri) || ownHosts.contains(uri.host()) ? CompletableFuture.completedFuture(true)
                : subscribers.domain(uri.host()).thenApply(Optional::isPresent);
    }

    private static boolean isApplication(SipUri uri) {
        return APPLICATIONS.contains(uri.host().toLowerCase(Locale.ROOT));
    }

    private CompletionStage<Callee> inDomain(String user, String domain) {
        return subscribers.byUsername(user, domain)
                .thenCompose(found -> orElse(found, () -> subscribers.byAlias(user, domain)))
                .thenCompose(found -> orElse(found, () -> byNumber(user)))
                .thenCompose(found -> found.isPresent() ? CompletableFuture.completedFuture(local(found.get(), user)) : byExtension(user));
    }

    /** Extended number matching: the base number of a PBX with an extension behind it (§2.4). */
    private CompletionStage<Callee> byExtension(String user) {
        var digits = NUMBER.matcher(user);
        if (!digits.matches()) {
            return CompletableFuture.completedFuture(new Callee.Unknown(true));
        }
        String number = digits.group(1);
        return subscribers.byBaseNumber(number).thenApply(found -> found.filter(AskedUser::takesExtensions)
                .flatMap(subscriber -> subscriber.baseOf(number).<Callee>map(base -> new Callee.Local(subscriber,
                        new AddressOfRecord(subscriber.username(), subscriber.domain()), number,
                        Optional.of(AskedUser.ofExtension(subscriber, base, number)))))
                .orElseGet(() -> new Callee.Unknown(true)));
    }

    private CompletionStage<Optional<Subscriber>> byNumber(String user) {
        var digits = NUMBER.matcher(user);
        return digits.matches() ? subscribers.byNumber(digits.group(1)) : CompletableFuture.completedFuture(Optional.empty());
    }

    private static CompletionStage<Optional<Subscriber>> orElse(Optional<Subscriber> found, NextLookup next) {
        return found.isPresent() ? CompletableFuture.completedFuture(found) : next.find();
    }

    private static Callee local(Subscriber subscriber, String user) {
        Optional<Alias> device = subscriber.alias(user).filter(Alias::isDevid);
        AddressOfRecord rings = new AddressOfRecord(device.map(Alias::username).orElse(subscriber.username()), subscriber.domain());
        String called = user.startsWith("+") ? user.substring(1) : user;
        return new Callee.Local(subscriber, rings, called, device.isPresent() ? Optional.empty() : AskedUser.of(subscriber, called));
    }

    @FunctionalInterface
    private interface NextLookup {
        CompletionStage<Optional<Subscriber>> find();
    }
}
