package io.tandem.provisioning.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.tandem.data.change.ChangeLog;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What one transaction has inserted and what it tells the change log at its end. The thread of the transaction only. */
public final class Changes {
    private final Set<ChangeLog.Entry> changed = new LinkedHashSet<>();
    private final Map<String, Set<Long>> inserted = new LinkedHashMap<>();

    private Changes() {}

    /** Of the transaction that is open; forgotten when it ends.
     * @param key whose changes: the store's */
    static Changes current(Store key) {
        if (TransactionSynchronizationManager.getResource(key) instanceof Changes changes) {
            return changes;
        }
        Changes changes = new Changes();
        TransactionSynchronizationManager.bindResource(key, changes);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                key.tell(changes);
            }

            @Override
            public void afterCommit() {
                key.wake(changes);
            }

            @Override
            public void afterCompletion(int status) {
                TransactionSynchronizationManager.unbindResource(key);
            }
        });
        return changes;
    }

    void change(String entity, long id) {
        changed.add(new ChangeLog.Entry(entity, id));
    }

    void insert(String table, long id) {
        inserted.computeIfAbsent(table, _ -> new LinkedHashSet<>()).add(id);
    }

    /** All that has changed, each once, in the order in which it was said. */
    Set<ChangeLog.Entry> all() {
        return Collections.unmodifiableSet(changed);
    }

    /** Ids of the changed objects of a kind, each once. */
    public Set<Long> of(String entity) {
        return changed.stream().filter(entry -> entry.entity().equals(entity)).map(ChangeLog.Entry::id).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the row came with this transaction. */
    public boolean inserted(String table, long id) {
        return inserted.getOrDefault(table, Set.of()).contains(id);
    }
}
