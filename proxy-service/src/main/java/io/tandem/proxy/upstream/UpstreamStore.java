package io.tandem.proxy.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What proxies share about registrations at others. Never blocks; stages complete on any thread and fail while database or Redis are away. */
public interface UpstreamStore {

    /** Of subscribers that have a user name at somebody: their uuids. */
    CompletionStage<List<String>> subscribers();

    /** Of all proxies one has the lease.
     * @return whether this one has it, for so long from now */
    CompletionStage<Boolean> lease(Duration time);

    /** By id of the registration. */
    CompletionStage<Map<String, UpstreamState>> states();

    void keep(String id, UpstreamState state);

    void forget(String id);
}
