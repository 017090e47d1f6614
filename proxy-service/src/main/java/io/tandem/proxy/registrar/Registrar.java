package io.tandem.proxy.registrar;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.KeepAlive;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.location.Refreshed;
import io.tandem.proxy.number.Gruus;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** Answers REGISTER requests whose sender is authenticated (RFC 3261 §10.3 from step 5 on). Any thread. */
public final class Registrar {
    private final BindingRules rules;
    private final Locations locations;
    private final InstantSource clock;
    private final Gruus gruus;

    /** The answer to a REGISTER.
     * @param headers its Contact, Path and Supported */
    public record Answer(int status, String reason, List<SipMessage.Header> headers) {
        public Answer {
            headers = List.copyOf(headers);
        }
    }

    public Registrar(RegistrarProperties properties, Locations locations, InstantSource clock, Gruus gruus) {
        this.rules = new BindingRules(properties);
        this.locations = locations;
        this.clock = clock;
        this.gruus = gruus;
    }

    /** Changes the bindings as asked; the answer comes when Redis has them.
     * @return fails while Redis is away, and nothing is changed then */
    public CompletionStage<Answer> register(SipMessage request, AddressOfRecord owner, KeepAlive keepAlive) {
        RegisterRequest wanted;
        try {
            wanted = RegisterRequest.of(request, owner, keepAlive);
        } catch (BadRegisterException bad) {
            return CompletableFuture.completedFuture(new Answer(400, String.valueOf(bad.getMessage()), List.of()));
        }
        Instant now = clock.instant();
        return rules.sole(wanted, now).map(binding -> locations.refresh(owner, binding).thenCompose(refreshed -> switch (refreshed) {
            case Refreshed.Stored stored -> CompletableFuture.completedFuture(accepted(wanted, stored.all(), now));
            case Refreshed.Stale _ -> CompletableFuture.completedFuture(refused(Decision.STALE));
            case Refreshed.Other other -> decide(wanted, other.current(), now);
        })).orElseGet(() -> locations.find(owner).thenCompose(current -> decide(wanted, current, now)));
    }

    private CompletionStage<Answer> decide(RegisterRequest wanted, List<Binding> current, Instant now) {
        return switch (rules.decide(wanted, current, now)) {
            case Decision.Refuse refuse -> CompletableFuture.completedFuture(refused(refuse));
            case Decision.Accept accept -> store(wanted.owner(), accept).thenApply(_ -> accepted(wanted, accept.all(), now));
        };
    }

    private CompletionStage<Void> store(AddressOfRecord owner, Decision.Accept accept) {
        return accept.changesNothing() ? CompletableFuture.completedFuture(null)
                : locations.update(owner, accept.stored(), accept.removed());
    }

    private static Answer refused(Decision.Refuse refuse) {
        return new Answer(refuse.status(), refuse.reason(), List.of());
    }

    private Answer accepted(RegisterRequest request, List<Binding> all, Instant now) {
        var headers = new ArrayList<SipMessage.Header>();
        all.forEach(binding -> {
            String text = ContactText.of(binding, now);
            headers.add(new SipMessage.Header(HeaderNames.CONTACT, request.gruu() ? text + gruus.parameters(request.owner(), binding) : text));
        });
        request.path().stream().skip(1).forEach(path -> headers.add(new SipMessage.Header(HeaderNames.PATH, path))); // RFC 3327 §5.3
        return new Answer(200, "OK", headers);
    }
}
