package io.tandem.provisioning.write;

/** Leaves something behind for each write of a journaled resource, inside the write's transaction: if it fails, nothing is written. */
public interface WriteListener {
    void written(Written write);
}
