package io.tandem.relay.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.option.Options;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.MediaStream;

/**
 * Which parties a command is about (signalling.md §5.2): by {@code from-tag}, by {@code label} or {@code from-label}, by media {@code address}, or
 * {@code all}.
 */
final class Selection {
    private final Optional<String> tag;
    private final Optional<String> label;
    private final Optional<String> address;
    private final Optional<String> branch;
    private final boolean all;

    Selection(Options options) {
        tag = options.text("from-tag");
        label = options.text("from-label").or(() -> options.text("label"));
        address = options.text("address");
        branch = options.text("via-branch");
        all = options.has("all");
    }

    /** One party's side of a stream that is meant. */
    record Chosen(MediaStream stream, int side, Party party) {
        Leg leg() {
            return stream.leg(side);
        }
    }

    List<Leg> of(Call call) {
        return chosen(call).stream().map(Chosen::leg).toList();
    }

    List<Chosen> chosen(Call call) {
        List<Chosen> chosen = new ArrayList<>();
        for (Dialogue dialogue : call.dialogues()) {
            if (!dialogue.isOnBranch(branch)) continue;
            for (int side = 0; side < 2; side++) {
                for (MediaStream stream : dialogue.streams()) {
                    if (isMeant(dialogue.party(side), stream.leg(side))) chosen.add(new Chosen(stream, side, dialogue.party(side)));
                }
            }
        }
        return chosen;
    }

    private boolean isMeant(Party party, Leg leg) {
        if (all) return true;
        if (tag.isPresent()) return party.has(tag.get());
        if (label.isPresent()) return party.label().equals(label);
        return address.isPresent() && leg.remote().flatMap(remote -> remote.rtp()).map(Endpoint::address)
                .filter(host -> host.getHostAddress().equals(address.get())).isPresent();
    }
}
