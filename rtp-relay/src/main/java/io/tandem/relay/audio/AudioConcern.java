package io.tandem.relay.audio;

import java.util.List;
import java.util.Optional;

import io.tandem.relay.codec.CodecAnswer;
import io.tandem.relay.codec.CodecOffer;
import io.tandem.relay.codec.CodecRules;
import io.tandem.relay.codec.NoCommonCodecException;
import io.tandem.relay.dtmf.DtmfSecurity;
import io.tandem.relay.option.Options;
import io.tandem.relay.player.ClipStore;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.MediaStream;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.stream.StreamConcern;
import io.tandem.sdp.MediaDescription;
import org.jspecify.annotations.Nullable;

/** Codecs of one media line: what each party is told of, and what becomes of what it says (signalling.md §5.4, §5.8). */
public final class AudioConcern implements StreamConcern {
    private @Nullable CodecOffer offer;
    private @Nullable CodecAnswer answer;
    private int offerer;
    private Optional<DtmfSecurity> security = Optional.empty();
    private final MusicOnHold[] music;
    private PartyAudio @Nullable [] parties;

    public AudioConcern(ClipStore clips) {
        music = new MusicOnHold[] {new MusicOnHold(clips), new MusicOnHold(clips)};
    }

    @Override
    public void described(MediaExchange exchange) throws RelayException {
        Options request = exchange.request();
        CodecRules rules = CodecOptions.rules(request);
        security = CodecOptions.security(request);
        music[exchange.sender()].described(exchange, exchange.offer() || music[1 - exchange.sender()].listens());
        if (exchange.offer()) {
            offer = CodecOffer.of(exchange.description(), exchange.index(), rules);
            offerer = exchange.sender();
            answer = null;
        } else if (offer != null) {
            answer = answered(offer, exchange, rules);
        }
    }

    private static CodecAnswer answered(CodecOffer offer, MediaExchange exchange, CodecRules rules) throws RelayException {
        try {
            return CodecAnswer.of(offer, exchange.section(), rules);
        } catch (NoCommonCodecException e) {
            throw RelayException.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void agreed(MediaExchange exchange) {
        CodecAnswer agreed = answer;
        boolean reorders = !exchange.has("no-jitter-buffer");
        if (agreed != null) {
            party(exchange.stream(), offerer).plan(agreed.fromOfferer(), reorders);
            party(exchange.stream(), 1 - offerer).plan(agreed.fromAnswerer(), reorders);
        }
        for (int side = 0; side < music.length; side++) {
            music[side].agreed(party(exchange.stream(), side));
        }
        security.ifPresent(mode -> party(exchange.stream(), exchange.sender()).execute(path -> path.security(mode)));
    }

    @Override
    public MediaDescription shown(MediaExchange exchange, MediaDescription section) {
        CodecOffer offered = offer;
        CodecAnswer agreed = answer;
        if (exchange.offer()) return music[exchange.sender()].shown(offered == null ? section : offered.appliedTo(section));
        return music[1 - exchange.sender()].answer(agreed == null ? section : agreed.appliedTo(section), exchange.remote().direction());
    }

    @Override
    public boolean hidesAddress(MediaExchange exchange) {
        return exchange.offer() && music[exchange.sender()].hidesAddress();
    }

    @Override
    public Optional<String> warning(MediaExchange exchange) {
        List<String> warnings = exchange.offer() && offer != null ? offer.warnings() : List.of();
        return warnings.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", warnings));
    }

    /** Audio of the party on this side. Control thread. */
    public PartyAudio party(MediaStream stream, int side) {
        PartyAudio[] both = parties;
        if (both == null) {
            both = new PartyAudio[] {new PartyAudio(stream.leg(0), stream.leg(1)), new PartyAudio(stream.leg(1), stream.leg(0))};
            parties = both;
        }
        return both[side];
    }

    @Override
    public void closed() {
        for (MusicOnHold one : music) one.closed();
        PartyAudio[] both = parties;
        if (both == null) return;
        both[0].close();
        both[1].close();
    }
}
