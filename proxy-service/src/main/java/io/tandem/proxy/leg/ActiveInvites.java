package io.tandem.proxy.leg;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.sip.transaction.ServerTransaction;

/** INVITEs without final response, for the CANCEL that may come. Event loop only. */
public final class ActiveInvites {
    private final Map<ServerTransaction, Consumer<Optional<String>>> cancellations = new HashMap<>();

    /** @param cancellation takes the Reason of the CANCEL */
    public void add(ServerTransaction invite, Consumer<Optional<String>> cancellation) {
        cancellations.put(invite, cancellation);
    }

    public void remove(ServerTransaction invite) {
        cancellations.remove(invite);
    }

    /** @return false if nobody has taken this INVITE yet */
    public boolean cancel(ServerTransaction invite, Optional<String> reason) {
        Consumer<Optional<String>> cancellation = cancellations.get(invite);
        if (cancellation == null) {
            return false;
        }
        cancellation.accept(reason);
        return true;
    }

    int size() {
        return cancellations.size();
    }
}
