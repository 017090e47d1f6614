package io.tandem.relay.replica;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.audio.AudioConcern;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.secure.PartyState;
import io.tandem.relay.secure.SecureMedia;
import io.tandem.relay.session.Call;
import io.tandem.relay.stream.MediaStream;

/** The ends of a call's media lines, in the order in which both relays have opened them. Made anew on the control thread after each command. */
final class CallState {
    private final MediaLoop loop;
    private final List<LegState> legs = new ArrayList<>();

    private CallState(Call call) {
        loop = call.loop();
        for (MediaStream stream : call.streams()) {
            for (int side = 0; side < 2; side++) {
                int of = side;
                legs.add(new LegState(stream.leg(side), stream.concern(SecureMedia.class).flatMap(security -> security.state(of)),
                        stream.concern(AudioConcern.class).map(audio -> audio.party(stream, of))));
            }
        }
    }

    static CallState of(Call call) {
        return new CallState(call);
    }

    MediaLoop loop() {
        return loop;
    }

    /** Media loop, as is all below. @return what changes with every packet */
    String figures() {
        StringBuilder out = new StringBuilder(128 * legs.size());
        legs.forEach(leg -> leg.write(out));
        legs.forEach(leg -> leg.writeLines(out));
        return out.toString();
    }

    /** @return a line for each way of each port if any key has changed since the last call; secret */
    Optional<String> newKeys() {
        boolean changed = false;
        for (LegState leg : legs) {
            changed |= leg.keys().map(PartyState::isRekeyed).orElse(false);
        }
        return changed ? Optional.of(keys()) : Optional.empty();
    }

    private String keys() {
        StringBuilder out = new StringBuilder();
        for (LegState leg : legs) {
            out.append(leg.keys().map(keys -> String.join("|", keys.keys().stream().map(CallState::escaped).toList())).orElse("")).append('\n');
        }
        return out.toString();
    }

    /** The mark between keys stands before an MKI, too. */
    private static String escaped(String line) {
        return line.replace('|', '!');
    }

    void restoreKeys(String text) {
        List<String> lines = Arrays.asList(text.split("\n", -1));
        for (int i = 0; i < Math.min(legs.size(), lines.size()); i++) {
            List<String> keys = Arrays.stream(lines.get(i).split("\\|", -1)).map(line -> line.replace('!', '|')).toList();
            legs.get(i).keys().ifPresent(state -> state.restoreKeys(keys));
        }
    }

    /** @throws MalformedStateException if they are of a call with other lines, or of another version */
    void restoreFigures(String text) throws MalformedStateException {
        Numbers in = new Numbers(text);
        for (LegState leg : legs) {
            leg.restore(in);
        }
        for (LegState leg : legs) {
            if (!in.isAtEnd()) leg.restoreLines(in); // a relay of an earlier version tells none
        }
        if (!in.isAtEnd()) throw new MalformedStateException("figures of more media lines than the call has here");
    }

    /** The relay is active from now on. */
    void speak() {
        legs.forEach(LegState::speak);
    }
}
