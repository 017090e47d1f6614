package io.tandem.relay.secure;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.relay.ice.IceFragment;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.MediaStream;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.MediaDescription;

/**
 * ICE of a line (option {@code ICE}): the relay is an agent of its own towards each party, or ICE is taken out. Without option it is as it was,
 * at first out; {@code optional} and {@code default} speak ICE with whom speaks it, {@code force} offers it.
 */
public final class IceMedia implements StreamConcern {
    private final StreamSecurity security;
    private final PartyIce[] parties;

    public IceMedia(StreamSecurity security) {
        this.security = security;
        this.parties = new PartyIce[] {new PartyIce(security.choices()), new PartyIce(security.choices())};
    }

    @Override
    public boolean isOfTransport() {
        return true;
    }

    @Override
    public void described(MediaExchange exchange) {
        if (exchange.remote().rejected()) return;
        PartyIce sender = parties[exchange.sender()];
        PartyIce receiver = parties[1 - exchange.sender()];
        sender.described(exchange.description(), exchange.section());
        receiver.wanted(isWanted(exchange, sender, receiver));
        lite(exchange, "backward").ifPresent(sender::lite);
        lite(exchange, "forward").ifPresent(receiver::lite);
        receiver.showsTrickle(exchange.has("trickle-ice") || exchange.has("ice-trickle"));
        if (!exchange.offer()) receiver.restartIfAsked();
    }

    /** Option {@code ICE-lite}. @param direction of the party that the relay is to be lite for: forward is the receiver @return empty: as before */
    private static Optional<Boolean> lite(MediaExchange exchange, String direction) {
        Optional<String> key = exchange.request().text("ice-lite").map(text -> text.toLowerCase(Locale.ROOT));
        if (exchange.has("ice-lite-both") || exchange.has("ice-lite-" + direction) || key.filter(value -> value.equals("both") || value.equals(direction))
                .isPresent()) return Optional.of(true);
        boolean said = exchange.has("ice-no-lite") || exchange.has("ice-lite-forward") || exchange.has("ice-lite-backward") || key.isPresent();
        return said ? Optional.of(false) : Optional.empty();
    }

    /** Candidates that a party sends after its description. @param index of the line in the description */
    public void trickled(MediaStream stream, int side, int index, IceFragment fragment) {
        for (IceFragment.Line line : fragment.lines()) {
            if (parties[side].isLine(line.mid(), index)) parties[side].trickled(security.side(stream, side), fragment.userFragment(line), line);
        }
    }

    @Override
    public List<String> sessionAttributes(MediaExchange exchange) {
        return parties[1 - exchange.sender()].isLite() && !exchange.remote().rejected() ? List.of("ice-lite") : List.of();
    }

    private static boolean isWanted(MediaExchange exchange, PartyIce sender, PartyIce receiver) {
        if (exchange.has("ice-remove") || !exchange.remote().isRtp()) return false;
        boolean force = exchange.has("ice-force") || exchange.has("ice-force-relay");
        boolean optional = exchange.has("ice-optional") || exchange.has("ice-default");
        if (!exchange.offer()) return receiver.speaksIce() && (force || optional || receiver.isWanted());
        return force || optional && sender.speaksIce() || receiver.isWanted();
    }

    /** The party of this side and the relay speak ICE: both have, or will have, told their credentials. */
    public boolean isSpokenWith(int side) {
        return parties[side].isWanted() && parties[side].speaksIce();
    }

    /** The relay offers ICE to the party of this side. */
    public boolean isOfferedTo(int side) {
        return parties[side].isWanted();
    }

    @Override
    public void agreed(MediaExchange exchange) {
        if (exchange.remote().rejected()) return;
        Leg to = exchange.to();
        PartyPorts toPorts = security.side(exchange.stream(), 1 - exchange.sender());
        if (exchange.offer()) {
            parties[1 - exchange.sender()].offering(toPorts, to, address(exchange, to));
            return;
        }
        Leg from = exchange.from();
        PartyPorts fromPorts = security.side(exchange.stream(), exchange.sender());
        agreed(parties[exchange.sender()], fromPorts, from, from.home().advertised(), false);
        agreed(parties[1 - exchange.sender()], toPorts, to, address(exchange, to), true);
    }

    /** A line that another one carries needs no agent. */
    private static void agreed(PartyIce party, PartyPorts ports, Leg leg, InetAddress shown, boolean offerer) {
        if (leg.isCarried()) {
            party.stop(ports);
        } else {
            party.agreed(ports, leg, shown, offerer);
        }
    }

    private static InetAddress address(MediaExchange exchange, Leg leg) {
        return exchange.options().mediaAddress().orElse(leg.home().advertised());
    }

    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        Leg to = exchange.to();
        if (to.isCarried()) return PartyIce.without(section);
        boolean oneComponent = exchange.offer() ? to.isMuxOffered() && exchange.has("rtcp-mux-require") : to.isMuxed();
        return parties[1 - exchange.sender()].shown(section, to, address(exchange, to), oneComponent ? 1 : 2);
    }
}
