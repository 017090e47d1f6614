package io.tandem.ha.address;

/** What one shared address needs of its network: ARP or Neighbour Discovery. The manager's thread. */
public interface Neighbours extends AutoCloseable {
    /** Asks who has the address; an answer of another card is reported to the listener. */
    void probe();

    /** Tells the network that this card has the address now. */
    void announce();

    @Override void close();
}
