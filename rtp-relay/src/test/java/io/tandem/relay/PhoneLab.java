package io.tandem.relay;

import java.util.concurrent.Callable;

/** A network with phones in it. */
interface PhoneLab extends AutoCloseable {
    /** Sockets that are made in there stay in the phones' namespace. */
    <T> T amongPhones(Callable<T> work) throws Exception;
}
