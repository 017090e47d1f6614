package io.tandem.proxy.message;

import java.util.List;

import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeListener;
import io.tandem.data.change.ChangeLog;
import io.tandem.net.Scheduler;
import io.tandem.proxy.location.AddressOfRecord;

/** Brings what any proxy has put into the silo from the change feed to the loop. */
public record SiloChanges(Scheduler loop, StoredMessages stored) implements ChangeListener {

    @Override
    public void onChanges(List<Change> changes) {
        List<AddressOfRecord> owners = changes.stream().filter(change -> change.entity().equals(ChangeLog.MESSAGE) && change.key().indexOf('@') >= 0)
                .map(change -> owner(change.key())).distinct().toList();
        if (!owners.isEmpty()) {
            loop.execute(() -> owners.forEach(stored::waits));
        }
    }

    private static AddressOfRecord owner(String key) {
        int at = key.lastIndexOf('@');
        return new AddressOfRecord(key.substring(0, at), key.substring(at + 1));
    }

    @Override
    public void onLost() {
        loop.execute(stored::search);
    }
}
