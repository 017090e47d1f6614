package io.tandem.proxy.number;

import java.util.List;
import java.util.Optional;

import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.pbx.Attendant;
import io.tandem.proxy.pbx.CallPark;
import io.tandem.proxy.peer.PeerRoute;
import io.tandem.proxy.queue.Turn;
import io.tandem.sip.message.SipUri;

/** Who or what is called. */
public sealed interface Callee {

    /** The app server answers, and no B2BUA stands between. */
    default boolean isDirect() {
        return this instanceof Application application && !application.isBridged();
    }

    /** It is called once more, and what is known of it may be old. */
    default boolean isCalledAgain() {
        return this instanceof Local local && !local.turn().isNew();
    }

    /** A call to it stands to its queue as it did.
     * @param before who was found the last time */
    default Callee since(Optional<Callee> before) {
        return this instanceof Local found && before.isPresent() && before.get() instanceof Local known ? found.at(known.turn()) : this;
    }

    /** A subscriber of this system.
     * @param rings  whose bindings ring: the subscriber's, or those of one device when its own name was dialled
     * @param dialled user part after normalisation: digits of the number, or the name
     * @param asked   user part that its phones are asked for; empty for that of their contacts
     * @param turn    how the call stands to its queue */
    record Local(Subscriber subscriber, AddressOfRecord rings, String dialled, Optional<String> asked, Turn turn) implements Callee {
        public Local(Subscriber subscriber, AddressOfRecord rings, String dialled) {
            this(subscriber, rings, dialled, Optional.empty());
        }

        public Local(Subscriber subscriber, AddressOfRecord rings, String dialled, Optional<String> asked) {
            this(subscriber, rings, dialled, asked, Turn.NEW);
        }

        /** The same for a call that stands so to its queue. */
        public Local at(Turn now) {
            return new Local(subscriber, rings, dialled, asked, now);
        }

        /** One of its devices was called by its own name. */
        public boolean isDevice() {
            return !rings.user().equals(subscriber.username());
        }
    }

    /** An application of the app server, such as {@code vmu...@voicebox.local}.
     * @param service  what it is asked to do; empty for what is called by its address
     * @param waitsFor whoever is called when it is the caller's turn; empty for anything but a call queue */
    record Application(SipUri uri, Optional<String> service, Optional<Local> waitsFor) implements Callee {
        public Application(SipUri uri) {
            this(uri, Optional.empty());
        }

        public Application(SipUri uri, Optional<String> service) {
            this(uri, service, Optional.empty());
        }

        /** The B2BUA stands between, and hands the call on when the application says so, or it is the application itself. */
        public boolean isBridged() {
            return Attendant.isMeant(uri) || isPark();
        }

        /** Somebody is to be parked, or to be taken. */
        public boolean isPark() {
            return service.filter(CallPark::isMeant).isPresent();
        }
    }

    /** Somebody of a domain that is not ours.
     * @param uri as dialled */
    record Foreign(SipUri uri) implements Callee {}

    /** No subscriber, or one that is called by way of a peer.
     * @param served the domain that was called is one of ours: the number may be elsewhere
     * @param shown  settings of a subscriber whose {@code outbound_*} hold at the peer, too; empty: those of the peer hold */
    record Unknown(boolean served, Optional<Preferences> shown) implements Callee {
        public Unknown(boolean served) {
            this(served, Optional.empty());
        }
    }

    /** Somebody that peers reach.
     * @param number as called, after the rewrite rules of the caller
     * @param routes open servers, the first one first; at least one */
    record Peers(String number, List<PeerRoute> routes) implements Callee {
        public Peers {
            routes = List.copyOf(routes);
        }

        /** Without the first of them. */
        public Peers from(int index) {
            return new Peers(number, routes.subList(index, routes.size()));
        }
    }

    /** Somebody that this peer is asked for now.
     * @param sent number after the rewrite rules of the peer */
    record Peer(String number, PeerRoute route, String sent) implements Callee {}
}
