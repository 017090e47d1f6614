package io.tandem.provisioning.table;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What one transaction has inserted and what it has told the change log, until it ends. The thread of the transaction only. */
public final class Changes {
    private final Map<String, Set<Long>> changed = new LinkedHashMap<>();
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
            public void afterCompletion(int status) {
                TransactionSynchronizationManager.unbindResource(key);
            }
        });
        return changes;
    }

    void change(String entity, long id) {
        changed.computeIfAbsent(entity, _ -> new LinkedHashSet<>()).add(id);
    }

    void insert(String table, long id) {
        inserted.computeIfAbsent(table, _ -> new LinkedHashSet<>()).add(id);
    }

    /** Ids of the changed objects of a kind, each once. */
    public Set<Long> of(String entity) {
        return Set.copyOf(changed.getOrDefault(entity, Set.of()));
    }

    /** Whether the row came with this transaction. */
    public boolean inserted(String table, long id) {
        return inserted.getOrDefault(table, Set.of()).contains(id);
    }
}
