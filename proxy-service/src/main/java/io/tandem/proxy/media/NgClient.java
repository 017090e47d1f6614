package io.tandem.proxy.media;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.net.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Client of the ng protocol over UDP: {@code COOKIE SP bencode}, repeated with the same cookie until a reply comes.
 * Everything on the event loop; nothing blocks. */
public final class NgClient implements MediaRelay {
    private static final Logger LOG = LoggerFactory.getLogger(NgClient.class);
    private static final int MAX_PENDING = 20_000;
    /** Whoever hangs up does not wait longer for what only records want to know. */
    private static final Duration FIGURES_WITHIN = Duration.ofMillis(300);

    /** The way out, a UDP socket. */
    @FunctionalInterface
    public interface Sender {
        /** Sends one datagram. */
        void send(byte[] data, InetSocketAddress relay);
    }

    private final Scheduler scheduler;
    private final RelaySet relays;
    private final RelayProperties properties;
    private final Sender sender;
    private final String cookiePrefix;
    private final Map<String, Exchange> pending = new HashMap<>();
    private long lastCookie;

    /** @param cookiePrefix differs between processes and restarts: relays answer a known cookie from their replay cache */
    public NgClient(Scheduler scheduler, RelayProperties properties, Iterable<InetSocketAddress> relays, Sender sender, String cookiePrefix) {
        this.scheduler = scheduler;
        this.properties = properties;
        this.sender = sender;
        this.cookiePrefix = cookiePrefix;
        var list = new ArrayList<InetSocketAddress>();
        relays.forEach(list::add);
        this.relays = new RelaySet(list, properties.disabledFor().toNanos());
    }

    @Override
    public CompletionStage<String> describe(MediaCommand command) {
        boolean newCall = command instanceof MediaCommand.Offer offer && offer.toTag().isEmpty();
        CompletableFuture<String> sdp = new CompletableFuture<>();
        ask(command, newCall).whenComplete((reply, failure) -> {
            if (failure != null) {
                sdp.completeExceptionally(failure);
            } else {
                settle(command, reply, sdp);
            }
        });
        return sdp;
    }

    @Override
    public CompletionStage<Void> press(MediaCommand.Digit digit) {
        return done(digit, "digit " + digit.digit());
    }

    @Override
    public CompletionStage<Void> play(MediaCommand.Sound sound) {
        return done(sound, "sound file " + sound.file());
    }

    @Override
    public CompletionStage<Void> silence(MediaCommand.Silence silence) {
        return done(silence, "the end of a sound");
    }

    private CompletionStage<Void> done(MediaCommand command, String what) {
        return ask(command, false).thenCompose(reply -> reply.text("result").filter("ok"::equals).isPresent()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new MediaRelayException("media relay refused %s of call %s: %s".formatted(what, command.callId(),
                        reply.text("error-reason").orElse("no reason given")))));
    }

    private static void settle(MediaCommand command, Bencode.Dictionary reply, CompletableFuture<String> sdp) {
        Optional<String> text = reply.text("sdp");
        if (reply.text("result").filter("ok"::equals).isPresent() && text.isPresent()) {
            sdp.complete(text.get());
        } else {
            sdp.completeExceptionally(new MediaRelayException("media relay refused %s of call %s: %s".formatted(
                    command.getClass().getSimpleName(), command.callId(),
                    reply.text("error-reason").or(() -> reply.text("result")).orElse("reply without sdp"))));
        }
    }

    @Override
    public CompletionStage<Optional<CallQuality>> delete(String callId) {
        CompletableFuture<Optional<CallQuality>> quality = new CompletableFuture<>();
        Scheduler.Timeout patience = scheduler.schedule(FIGURES_WITHIN.toNanos(), () -> quality.complete(Optional.empty()));
        ask(new MediaCommand.Delete(callId), false).whenComplete((reply, failure) -> {
            relays.forget(callId);
            patience.cancel();
            quality.complete(failure == null ? CallQuality.of(reply) : Optional.empty());
            if (failure != null) {
                LOG.warn("relay session of call {} was not deleted: {}; the relay's own timeout ends it", callId, failure.getMessage());
            } else {
                reply.text("warning").ifPresent(warning -> LOG.debug("delete of call {}: {}", callId, warning));
            }
        });
        return quality;
    }

    private CompletableFuture<Bencode.Dictionary> ask(MediaCommand command, boolean newCall) {
        if (pending.size() >= MAX_PENDING) {
            return CompletableFuture.failedFuture(new MediaRelayException("more than " + MAX_PENDING + " ng commands wait for their replies"));
        }
        Exchange exchange = new Exchange(command, relays.candidates(command.callId(), newCall, scheduler.nanoTime()).iterator());
        exchange.nextRelay();
        return exchange.reply;
    }

    /** A datagram came in. */
    public void onDatagram(byte[] data, int offset, int length, InetSocketAddress source) {
        int space = offset;
        while (space < offset + length && data[space] != ' ') {
            space++;
        }
        Exchange exchange = pending.get(new String(data, offset, space - offset, StandardCharsets.ISO_8859_1));
        if (exchange == null || !exchange.relay.equals(source)) {
            LOG.debug("ng reply from {} belongs to no command", source);
            return;
        }
        exchange.replied(data, space + 1, offset + length - space - 1);
    }

    /** Commands without a reply yet. */
    public int pending() {
        return pending.size();
    }

    /** One command, sent to one relay after the other until one replies. */
    private final class Exchange {
        private final MediaCommand command;
        private final Iterator<InetSocketAddress> candidates;
        private final CompletableFuture<Bencode.Dictionary> reply = new CompletableFuture<>();
        private final byte[] payload;
        private InetSocketAddress relay;
        private String cookie = "";
        private int sent;
        private Scheduler.Timeout timeout = () -> false;

        Exchange(MediaCommand command, Iterator<InetSocketAddress> candidates) {
            this.command = command;
            this.candidates = candidates;
            this.payload = NgCommands.encode(command).toBytes();
            this.relay = candidates.next();
        }

        void nextRelay() {
            sent = 0;
            cookie = cookiePrefix + "_" + ++lastCookie;
            pending.put(cookie, this);
            transmit();
        }

        private void transmit() {
            sent++;
            byte[] head = (cookie + " ").getBytes(StandardCharsets.ISO_8859_1);
            byte[] datagram = Arrays.copyOf(head, head.length + payload.length);
            System.arraycopy(payload, 0, datagram, head.length, payload.length);
            sender.send(datagram, relay);
            timeout = scheduler.schedule(properties.retry().toNanos(), this::unanswered);
        }

        private void unanswered() {
            if (sent < properties.attempts()) {
                transmit();
                return;
            }
            pending.remove(cookie);
            relays.failed(relay, scheduler.nanoTime());
            LOG.warn("media relay {} did not answer {} tries; new calls avoid it for {}", relay, sent, properties.disabledFor());
            if (candidates.hasNext()) {
                relay = candidates.next();
                nextRelay();
            } else {
                reply.completeExceptionally(new MediaRelayException("media relay %s did not answer %s of call %s".formatted(
                        relay, command.getClass().getSimpleName(), command.callId())));
            }
        }

        private void replied(byte[] data, int offset, int length) {
            pending.remove(cookie);
            timeout.cancel();
            relays.serves(command.callId(), relay);
            try {
                if (Bencode.parse(data, offset, length) instanceof Bencode.Dictionary dictionary) {
                    reply.complete(dictionary);
                } else {
                    reply.completeExceptionally(new MediaRelayException("media relay " + relay + " replied with no dictionary"));
                }
            } catch (MalformedBencodeException malformed) {
                reply.completeExceptionally(new MediaRelayException("media relay " + relay + ": " + malformed.getMessage()));
            }
        }
    }
}
