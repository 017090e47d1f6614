package io.tandem.data.change;

import java.util.List;

/** Told what changed in the database, on the feed's thread: be quick, do not throw. */
public interface ChangeListener {
    /** These objects have changed; their rows are already visible to a new query. Never empty. */
    void onChanges(List<Change> changes);

    /** The feed cannot tell what changed (log restored, cut or jumped): drop everything cached. */
    void onLost();
}
