package io.tandem.proxy.mwi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeListener;
import io.tandem.data.change.ChangeLog;
import io.tandem.net.Scheduler;

/** Brings changes of mailboxes from the change feed to the loop.
 * @param active whether this node tells phones now */
public record MailboxChanges(Scheduler loop, MessageWaiting told, BooleanSupplier active) implements ChangeListener {

    @Override
    public void onChanges(List<Change> changes) {
        Map<Integer, Long> changed = new LinkedHashMap<>(); // by subscriber; the last one of each tells all
        changes.stream().filter(change -> change.entity().equals(ChangeLog.MAILBOX) && change.key().matches("\\d{1,9}"))
                .forEach(change -> changed.put(Integer.valueOf(change.key()), change.id()));
        if (!changed.isEmpty() && active.getAsBoolean()) {
            loop.execute(() -> changed.forEach(told::changed));
        }
    }

    @Override
    public void onLost() {
        loop.execute(told::unclear);
    }
}
