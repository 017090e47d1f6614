package io.tandem.relay.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.relay.bundle.Bundling;
import io.tandem.relay.choice.Choices;
import io.tandem.relay.ice.IceFragment;
import io.tandem.relay.secure.IceMedia;
import io.tandem.relay.stream.MediaStream;

/** Two parties that exchange offers and answers; side 0 made the first offer. A forked call has one for each offered branch. */
public final class Dialogue {
    private final Party[] parties;
    private final Optional<String> viaBranch;
    private final List<Optional<MediaStream>> streams = new ArrayList<>();
    private final Bundling bundling = new Bundling();
    private boolean answered;

    Dialogue(String offerer, Optional<String> answerer, Optional<String> viaBranch, Instant now, Choices choices) {
        this.parties = new Party[] {new Party(Optional.of(offerer), now, choices), new Party(answerer, now, choices)};
        this.viaBranch = viaBranch;
    }

    public Party party(int side) {
        return parties[side];
    }

    /** Side of the party with this tag, or -1. */
    int sideOf(String tag) {
        return parties[0].has(tag) ? 0 : parties[1].has(tag) ? 1 : -1;
    }

    /** A request without branch means any. */
    boolean isOnBranch(Optional<String> branch) {
        return branch.isEmpty() || branch.equals(viaBranch);
    }

    public Optional<String> viaBranch() {
        return viaBranch;
    }

    /** Lines that share a transport. */
    Bundling bundling() {
        return bundling;
    }

    boolean isAnswered() {
        return answered;
    }

    void answered() {
        answered = true;
    }

    /** The stream of a media line; empty if the line is refused. */
    public Optional<MediaStream> stream(int index) {
        return index < streams.size() ? streams.get(index) : Optional.empty();
    }

    void stream(int index, MediaStream stream) {
        while (streams.size() <= index) {
            streams.add(Optional.empty());
        }
        streams.set(index, Optional.of(stream));
    }

    /** Gives back the ports of a line that has ended, or that was opened for an offer that failed. */
    void closeStream(int index, Consumer<Runnable> control) {
        stream(index).ifPresent(stream -> {
            stream.close(control);
            streams.set(index, Optional.empty());
        });
    }

    /** Candidates that the party with this tag sends after its description. */
    void candidates(String tag, IceFragment fragment) {
        int side = sideOf(tag);
        for (int i = 0; i < streams.size(); i++) {
            int index = i;
            streams.get(i).ifPresent(stream -> stream.concern(IceMedia.class).ifPresent(ice -> ice.trickled(stream, side, index, fragment)));
        }
    }

    public List<MediaStream> streams() {
        return streams.stream().flatMap(Optional::stream).toList();
    }

    public int mediaLines() {
        return streams.size();
    }

    void close(Consumer<Runnable> control) {
        streams().forEach(stream -> stream.close(control));
        streams.clear();
    }
}
