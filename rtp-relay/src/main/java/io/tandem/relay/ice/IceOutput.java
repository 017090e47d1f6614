package io.tandem.relay.ice;

import io.tandem.relay.os.Endpoint;

/** What an agent does to the world. Called on the agent's thread, inside its methods. */
public interface IceOutput {
    /** Send this from the component's port. */
    void send(int component, Endpoint target, byte[] datagram);

    /** Media from there are the peer's: it has shown that it knows the password. */
    void accept(int component, Endpoint source);

    /** Media go there from now on: the nominated pair, or the best that works so far. */
    void direct(int component, Endpoint target);

    /** The peer no longer consents: nothing may be sent to it (RFC 7675 §5.1). */
    void consentLost(int component);
}
