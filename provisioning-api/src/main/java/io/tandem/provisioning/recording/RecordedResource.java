package io.tandem.provisioning.recording;

import java.util.Optional;

import io.tandem.provisioning.owner.OwnerZone;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;

/** Rows of a table with whose end files go. Files go first: what cannot be deleted stays known. */
abstract class RecordedResource extends TableResource implements Resource.Deletes, Resource.TellsTime {
    private final RecordingFolder folder;
    private final OwnerZone zone;
    private final String stored;
    private final String key;

    /** @param stored the table in the database
     *  @param key    column of {@link Recorded#STREAMS} that names one of its rows */
    RecordedResource(Declaration declaration, Table table, Store store, RecordingFolder folder, String stored, String key) {
        super(declaration, table, store);
        this.folder = folder;
        this.zone = new OwnerZone(store.jdbc());
        this.stored = stored;
        this.key = key;
    }

    @Override
    public final void delete(Item current, Caller caller) {
        delete(current, Query.NONE, caller);
    }

    @Override
    public final void delete(Item current, Query query, Caller caller) {
        folder.delete(store.texts("select full_filename from " + Recorded.STREAMS + " where " + key + " = ? and stream is null", current.whole("id")),
            query.flag("force_delete", false));
        store.execute("delete from " + stored + " where id = ?", current.whole("id"));
    }

    @Override
    public final Optional<String> ownerZone(Query query, Caller caller) {
        return zone.of(query, caller);
    }
}
