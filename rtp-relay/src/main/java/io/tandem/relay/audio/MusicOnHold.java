package io.tandem.relay.audio;

import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.relay.option.Options;
import io.tandem.relay.player.Clip;
import io.tandem.relay.player.ClipSource;
import io.tandem.relay.player.ClipStore;
import io.tandem.relay.player.PlayRequest;
import io.tandem.relay.sdp.RemoteMedia;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.Direction;
import io.tandem.sdp.MediaDescription;
import org.jspecify.annotations.Nullable;

/** What the other party hears, and how it is told, while one holds it (option {@code moh}). Control thread. */
final class MusicOnHold {
    private final ClipStore clips;
    private Optional<Clip> clip = Optional.empty();
    /** Of the clip, which may be on its way still. */
    private OptionalLong number = OptionalLong.empty();
    private HoldNotice notice = HoldNotice.USUAL;
    /** In the last description. */
    private boolean holds;
    private Direction said = Direction.SENDRECV;
    /** In the last one that took effect. */
    private boolean holding;
    private boolean playing;
    /** Of the party that may hold, once something took effect. */
    private @Nullable PartyAudio audio;
    private boolean closed;

    MusicOnHold(ClipStore clips) {
        this.clips = clips;
    }

    /** The party that may hold sent a description.
     * @param heard the other party, whose offer this answers if it is an answer, wants to hear something: else nobody is held by this */
    void described(MediaExchange exchange, boolean heard) throws RelayException {
        Optional<Value.Dictionary> option = exchange.request().structure("moh");
        if (option.isPresent()) choose(Options.of(option.get()));
        RemoteMedia remote = exchange.remote();
        said = remote.direction();
        holds = heard && (said == Direction.SENDONLY || said == Direction.INACTIVE || remote.isUnspecified());
        if (holds) read();
    }

    /** In its last description it wants to hear something. */
    boolean listens() {
        return said.receives();
    }

    private void choose(Options moh) throws RelayException {
        notice = HoldNotice.of(moh);
        OptionalLong asked = ClipChoice.number(moh);
        if (asked.isEmpty() || !asked.equals(number)) clip = Optional.empty();
        number = asked;
        if (asked.isEmpty()) clip = ClipChoice.of(moh, clips);
    }

    private void read() {
        OptionalLong asked = number;
        if (asked.isPresent()) clips.find(asked.getAsLong()).thenAccept(found -> arrived(asked, found));
    }

    private void arrived(OptionalLong asked, Optional<Clip> found) {
        if (closed || !asked.equals(number) || found.isEmpty()) return;
        clip = found;
        PartyAudio current = audio;
        if (current != null) play(current);
    }

    /** What was described holds. @param party that may hold */
    void agreed(PartyAudio party) {
        audio = party;
        holding = holds;
        play(party);
    }

    private void play(PartyAudio party) {
        boolean plays = holding && clip.isPresent() && party.plan().output().isPresent();
        if (plays == playing) return;
        playing = plays;
        if (plays) {
            party.play(new ClipSource(clip.get(), PlayRequest.ENDLESS));
        } else {
            party.stopPlaying();
        }
    }

    /** An offer of the party that holds, as the other one shall see it. */
    MediaDescription shown(MediaDescription section) {
        Direction told = told();
        return told == said ? section : section.withDirection(told);
    }

    private Direction told() {
        return isMusical() ? notice.direction(said) : said;
    }

    private boolean isMusical() {
        return holds && (clip.isPresent() || number.isPresent());
    }

    /** The held party's answer, as the one that holds shall see it: it answers what that has offered, not what the held party was shown
     * (RFC 3264 §6.1).
     * @param answered by the held party */
    MediaDescription answer(MediaDescription section, Direction answered) {
        return told() == said ? section : section.withDirection(said.answeredWith(answered));
    }

    /** The held party is shown no address to send to. */
    boolean hidesAddress() {
        return isMusical() && notice.withoutAddress();
    }

    /** The stream has ended; what comes now from the library is not played. */
    void closed() {
        closed = true;
    }
}
