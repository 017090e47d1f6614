package io.tandem.relay.pipeline;

/** How packets get in and out of the kernel. Media loop only, except {@link #wakeUp}. */
sealed interface PacketEngine permits EpollEngine, UringEngine {
    String name();

    /** Called once by the loop thread before anything else. */
    void begin();

    /** Starts to receive from this port. */
    void open(RelaySocket socket);

    /** Stops and closes the port.
     * @param closed run on the loop once the kernel has let the port go */
    void close(RelaySocket socket, Runnable closed);

    /** Waits for packets or a wake-up, and relays what came.
     * @param beforePackets run after the wait: what was ordered before a packet was sent holds for that packet
     * @param waitNanos     at most, rounded up to what the kernel can; 0 looks only, {@link Long#MAX_VALUE} waits without end */
    void round(Runnable beforePackets, long waitNanos);

    /** Ends a wait. Any thread. */
    void wakeUp();

    /** Closes the engine; ports still open are closed with it. */
    void shutDown();
}
