package io.tandem.relay.secure;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.relay.dtls.Fingerprint;
import io.tandem.relay.dtls.SetupRole;
import io.tandem.relay.sdes.SdesPolicy;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.MediaDescription;

/**
 * Profile and keys of a line (options {@code transport-protocol}, {@code SDES}, {@code DTLS}): each party has its own. Where both have the same
 * profile and no option asks for the relay's own keys, the parties' keys pass end to end, and so do their packets unread.
 */
public final class SecureMedia implements StreamConcern {
    private static final String PLAIN = "RTP/AVP";
    private static final List<String> PROFILES = List.of(PLAIN, "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF");

    private final StreamSecurity security;
    private final PartyKeys[] parties;
    private boolean endToEnd = true;

    public SecureMedia(StreamSecurity security) {
        this.security = security;
        this.parties = new PartyKeys[] {new PartyKeys(security.choices()), new PartyKeys(security.choices())};
    }

    private static boolean concerns(MediaExchange exchange) {
        return exchange.remote().isRtp() && !exchange.remote().rejected();
    }

    private PartyKeys sender(MediaExchange exchange) {
        return parties[exchange.sender()];
    }

    private PartyKeys receiver(MediaExchange exchange) {
        return parties[1 - exchange.sender()];
    }

    @Override
    public boolean isOfTransport() {
        return true;
    }

    @Override
    public void described(MediaExchange exchange) throws RelayException {
        if (!concerns(exchange)) return;
        PartyKeys sender = sender(exchange);
        String offered = sender.profile();
        sender.described(exchange.description(), exchange.section());
        if (exchange.offer()) {
            String wanted = wanted(exchange);
            endToEnd = wanted.equals(sender.profile()) && !asksForOwn(exchange);
            receiver(exchange).planned(wanted);
        }
        if (endToEnd) return;
        Optional<String> reason = sender.unusable(exchange.offer());
        if (reason.isEmpty() && !exchange.offer() && Keying.ofProfile(offered) != sender.keying()) {
            reason = Optional.of("answered " + sender.profile() + " to an offer of " + offered);
        }
        if (reason.isPresent()) throw RelayException.of("Media line " + (exchange.index() + 1) + ": " + reason.get());
    }

    /** The profile towards the receiver of an offer; without option the one that it has, or that of the sender. */
    private String wanted(MediaExchange exchange) {
        String option = exchange.request().text("transport-protocol").orElse("").toUpperCase(Locale.ROOT);
        if (PROFILES.contains(option)) return option;
        boolean keeps = !endToEnd && option.isEmpty() && receiver(exchange).hasSpoken();
        return keeps ? receiver(exchange).profile() : exchange.section().protocol();
    }

    private boolean asksForOwn(MediaExchange exchange) {
        boolean secure = Keying.ofProfile(exchange.section().protocol()) != Keying.NONE;
        return secure && (!endToEnd || exchange.has("recrypt") || isHeardHere(exchange) || exchange.request().text("transport-protocol").isPresent()
                || !exchange.request().list("sdes").isEmpty() || !exchange.request().list("dtls").isEmpty());
    }

    /** The relay listens or speaks itself, which it cannot under keys that are not its own. */
    private static boolean isHeardHere(MediaExchange exchange) {
        return Stream.of("record-call", "always-transcode", "force-transcoding").anyMatch(exchange::has)
                || Stream.of("codec-transcode", "codec-mask", "codec-consume", "codec-accept").anyMatch(key -> !exchange.request().list(key).isEmpty())
                || exchange.request().text("ptime").isPresent() || exchange.request().structure("moh").isPresent();
    }

    @Override
    public void agreed(MediaExchange exchange) {
        if (!concerns(exchange)) return;
        PartyPorts from = security.side(exchange.stream(), exchange.sender());
        PartyPorts to = security.side(exchange.stream(), 1 - exchange.sender());
        if (endToEnd) {
            sender(exchange).open(from);
            receiver(exchange).open(to);
        } else if (exchange.offer()) {
            sender(exchange).closeUntilKeyed(from);
            receiver(exchange).closeUntilKeyed(to);
        } else {
            settle(exchange, from, to);
        }
    }

    /** The relay has a DTLS association with the party of this side. */
    public boolean handshakesWith(int side) {
        return !endToEnd && parties[side].keying() == Keying.DTLS;
    }

    /** A line that another one carries needs no keys: its ports are out of use. */
    private void settle(MediaExchange exchange, PartyPorts from, PartyPorts to) {
        if (sender(exchange).keying() == Keying.NONE || exchange.from().isCarried()) sender(exchange).open(from);
        else sender(exchange).agreed(from, exchange.from().isMuxed());
        if (receiver(exchange).keying() == Keying.NONE || exchange.to().isCarried()) {
            receiver(exchange).open(to);
        } else {
            SetupRole preferred = exchange.has("dtls-active") ? SetupRole.ACTIVE : SetupRole.PASSIVE;
            receiver(exchange).answering(to, SdesOptions.policy(exchange.request()), SdesOptions.preferred(exchange.request()), preferred,
                    exchange.to().isMuxed());
        }
    }

    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        if (!concerns(exchange)) return section;
        if (endToEnd) return plainWithoutKeys(exchange, section);
        SdesPolicy policy = SdesOptions.policy(exchange.request());
        PartyKeys receiver = receiver(exchange);
        MediaDescription result = exchange.to().isCarried() ? PartyKeys.without(section).withProtocol(receiver.profile()) : exchange.offer()
                ? receiver.offered(section, policy, sender(exchange).theirLines(), fingerprintBy(exchange)).withProtocol(receiver.profile())
                : receiver.answered(section, policy, fingerprintBy(exchange));
        return receiver.profile().endsWith("F") ? result : result.withoutAttribute("rtcp-fb");
    }

    /** A plain line may carry keys too (RFC 8643); options take them out. */
    private static MediaDescription plainWithoutKeys(MediaExchange exchange, MediaDescription section) {
        if (Keying.ofProfile(section.protocol()) != Keying.NONE) return section;
        MediaDescription result = exchange.has("dtls-off") ? PartyKeys.withoutDtls(section) : section;
        return exchange.has("sdes-off") ? result.withoutAttribute("crypto") : result;
    }

    private static String fingerprintBy(MediaExchange exchange) {
        return exchange.request().text("dtls-fingerprint").map(name -> name.toLowerCase(Locale.ROOT)).filter(Fingerprint.ALGORITHMS::contains)
                .orElse(Fingerprint.DEFAULT_ALGORITHM);
    }

    @Override
    public Optional<String> warning(MediaExchange exchange) {
        Optional<String> option = exchange.request().text("transport-protocol").map(text -> text.toUpperCase(Locale.ROOT));
        return option.filter(text -> !PROFILES.contains(text) && !text.equals("ACCEPT"))
                .map(text -> "option 'transport-protocol' has no effect: '" + text + "' is none of " + PROFILES);
    }

    /** What protects the ports of a side; empty if nothing ever has. Control thread. */
    public Optional<PartyState> state(int side) {
        return security.state(side);
    }

    @Override
    public void closed() {
        security.close();
    }
}
