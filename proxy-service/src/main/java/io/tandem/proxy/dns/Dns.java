package io.tandem.proxy.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Questions to the DNS. Never blocks; a stage is an empty list if the name does not exist or has none of these, and fails with
 * {@link NoAnswerException} if no server says so. Stages complete on any thread. */
public interface Dns {

    /** What the hosts file of this system says, which no server is asked for. */
    CompletionStage<List<InetAddress>> hosts(String name);

    /** Of the hosts file, else of the DNS: IPv4 addresses before IPv6 addresses. */
    CompletionStage<List<InetAddress>> addresses(String name);

    CompletionStage<List<ServiceRecord>> services(String name);

    CompletionStage<List<NamingRecord>> naming(String name);

    /** No server answers. */
    final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1L;

        public NoAnswerException(String message) {
            super(message);
        }
    }
}
