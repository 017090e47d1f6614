package io.tandem.proxy.upstream;

import java.util.List;
import java.util.Set;

import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeListener;
import io.tandem.data.change.ChangeLog;
import io.tandem.net.Scheduler;

/** Brings changes of subscribers, profiles, domains and peers from the change feed to the loop. */
public record UpstreamChanges(Scheduler loop, UpstreamRegistrations told) implements ChangeListener {
    private static final Set<String> ENTITIES = Set.of(ChangeLog.SUBSCRIBER, ChangeLog.PROFILE, ChangeLog.DOMAIN, ChangeLog.PEER_HOST, ChangeLog.PEER_GROUP);

    @Override
    public void onChanges(List<Change> changes) {
        if (changes.stream().anyMatch(change -> ENTITIES.contains(change.entity()))) {
            loop.execute(told::changed);
        }
    }

    @Override
    public void onLost() {
        loop.execute(told::changed);
    }
}
