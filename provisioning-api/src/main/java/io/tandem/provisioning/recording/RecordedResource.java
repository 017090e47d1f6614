package io.tandem.provisioning.recording;

import java.util.Optional;

import io.tandem.provisioning.access.Scope;
import io.tandem.provisioning.owner.OwnerZone;
import io.tandem.provisioning.resource.ApiError;
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
    private final String call;

    /** @param stored the table in the database
     *  @param key    column of {@link Recorded#STREAMS} that names one of its rows
     *  @param call   field with the id of the call */
    RecordedResource(Declaration declaration, Table table, Store store, RecordingFolder folder, String stored, String key, String call) {
        super(declaration, table, store);
        this.folder = folder;
        this.zone = new OwnerZone(store.jdbc());
        this.stored = stored;
        this.key = key;
        this.call = call;
    }

    @Override
    public final void delete(Item current, Caller caller) {
        delete(current, Query.NONE, caller);
    }

    @Override
    public final void delete(Item current, Query query, Caller caller) {
        requireNoOtherReseller(current, caller);
        folder.delete(store.texts("select full_filename from " + Recorded.STREAMS + " where " + key + " = ? and stream is null", current.whole("id")),
            query.flag("force_delete", false));
        store.execute("delete from " + stored + " where id = ?", current.whole("id"));
    }

    /** A recorded call between subscribers of two resellers is seen by both, and none of them takes it from the other. */
    private void requireNoOtherReseller(Item current, Caller caller) {
        Scope scope = caller.scope();
        if (scope.level() != Scope.Level.EVERYTHING && store.exists(Recorded.OF_ANOTHER_RESELLER, current.whole(call), scope.reseller())) {
            throw ApiError.forbidden("The recording is of a subscriber of another reseller, too; an administrator can delete it.");
        }
    }

    @Override
    public final Optional<String> ownerZone(Query query, Caller caller) {
        return zone.of(query, caller);
    }
}
