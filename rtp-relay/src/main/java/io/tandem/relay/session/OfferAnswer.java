package io.tandem.relay.session;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.tandem.relay.attribute.CandidateRemoval;
import io.tandem.relay.bundle.SharedLines;
import io.tandem.relay.port.MediaInterface;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.port.NoFreePortException;
import io.tandem.relay.sdp.AttributeEdits;
import io.tandem.relay.sdp.LocalMedia;
import io.tandem.relay.sdp.RemoteMedia;
import io.tandem.relay.sdp.RewriteRules;
import io.tandem.relay.sdp.SdpReader;
import io.tandem.relay.sdp.SdpRewriter;
import io.tandem.relay.sdp.UnusableSdpException;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.MediaOptions;
import io.tandem.relay.stream.MediaStream;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.wire.Value;
import io.tandem.sdp.MalformedSdpException;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;

/** What one offer or answer does to a dialogue's streams, and the description the other party gets (RFC 3264). Control thread. */
final class OfferAnswer {
    private final MediaInterfaces interfaces;
    private final StreamConcerns concerns;
    private final Consumer<Runnable> control;
    private final Consumer<MediaStream> ended;

    /** @param control runs a task on the control thread
     *  @param ended   hears of streams that end before their call */
    OfferAnswer(MediaInterfaces interfaces, StreamConcerns concerns, Consumer<Runnable> control, Consumer<MediaStream> ended) {
        this.interfaces = interfaces;
        this.concerns = concerns;
        this.control = control;
        this.ended = ended;
    }

    /** The request with each line of a BUNDLE group written out, as if it stood alone; an offer that shall have none stays as it is. */
    static MediaRequest writtenOut(MediaRequest request, boolean offer) {
        return offer && request.options().request().has("bundle-reject") ? request : request.with(SharedLines.writtenOut(request.sdp()));
    }

    /** Every line of the description.
     * @throws RelayException naming what is wrong with it */
    List<RemoteMedia> read(MediaRequest request) throws RelayException {
        List<String> removed = request.options().request().list("sdp-media-remove");
        return unfiltered(request).stream().map(media -> removed.contains(media.type()) ? media.refused() : media).toList();
    }

    private static List<RemoteMedia> unfiltered(MediaRequest request) throws RelayException {
        try {
            return SdpReader.media(request.sdp()).stream().map(media -> request.options().sourceAddress().map(media::at).orElse(media)).toList();
        } catch (UnusableSdpException e) {
            throw RelayException.of("Failed to parse SDP: " + e.getMessage());
        }
    }

    /** The first offer takes effect at once, so that early media flow; a later one only with its answer.
     * @param asItCame before it was written out
     * @throws NoFreePortException with the streams as they were before */
    MediaReply offer(Call call, Call.Place place, List<RemoteMedia> media, MediaRequest request, SessionDescription asItCame)
            throws NoFreePortException, RelayException {
        place.dialogue().bundling().check(media);
        List<Integer> opened = openMissing(call, place, media, request.options());
        List<MediaExchange> exchanges = exchanges(place.dialogue(), place.side(), true, media, request);
        try {
            for (MediaExchange exchange : exchanges) {
                exchange.stream().described(exchange);
            }
            place.dialogue().bundling().offered(place.side(), asItCame, request.sdp(), exchanges);
            if (!place.dialogue().isAnswered()) exchanges.forEach(exchange -> exchange.stream().agreed(exchange));
            return reply(place.dialogue(), place.side(), media, exchanges, request);
        } catch (RelayException e) {
            opened.forEach(index -> place.dialogue().closeStream(index, control));
            throw e;
        }
    }

    /** @param place side of the offerer */
    MediaReply answer(Call.Place place, List<RemoteMedia> media, MediaRequest request) throws RelayException {
        int answerer = 1 - place.side();
        Dialogue dialogue = place.dialogue();
        dialogue.bundling().check(media);
        List<MediaExchange> exchanges = exchanges(dialogue, answerer, false, media, request);
        for (MediaExchange exchange : exchanges) {
            exchange.stream().described(exchange);
        }
        dialogue.bundling().answered(answerer, request.sdp(), exchanges);
        exchanges.forEach(exchange -> exchange.stream().agreed(exchange));
        dialogue.answered();
        MediaReply reply = reply(dialogue, answerer, media, exchanges, request);
        for (MediaExchange exchange : exchanges) {
            boolean over = exchange.ofTransport().remote().rejected() && exchange.to().remote().filter(RemoteMedia::rejected).isPresent();
            if (!over) continue;
            ended.accept(exchange.stream());
            dialogue.closeStream(exchange.index(), control);
        }
        return reply;
    }

    private static List<MediaExchange> exchanges(Dialogue dialogue, int sender, boolean offer, List<RemoteMedia> media, MediaRequest request)
            throws RelayException {
        List<MediaExchange> exchanges = new ArrayList<>();
        for (int i = 0; i < media.size(); i++) {
            Optional<MediaStream> stream = dialogue.stream(i);
            if (stream.isEmpty()) continue;
            MediaExchange exchange = new MediaExchange(offer, sender, request.sdp(), i, media.get(i), stream.get(), request.options(), Optional.empty());
            Optional<MediaDescription> transport = dialogue.bundling().transport(sender, i, request.sdp(), media);
            exchanges.add(transport.isEmpty() ? exchange : transportOnly(exchange, request.with(request.sdp().withMedia(i, transport.get()))));
        }
        return exchanges;
    }

    private static MediaExchange transportOnly(MediaExchange exchange, MediaRequest goingOn) throws RelayException {
        return exchange.transportOnly(goingOn.sdp(), unfiltered(goingOn).get(exchange.index()));
    }

    private List<Integer> openMissing(Call call, Call.Place place, List<RemoteMedia> media, MediaOptions options) throws NoFreePortException {
        List<Integer> opened = new ArrayList<>();
        try {
            for (int i = 0; i < media.size(); i++) {
                if (media.get(i).rejected() || place.dialogue().stream(i).isPresent()) continue;
                MediaInterface[] homes = homes(place.side(), media.get(i), options);
                place.dialogue().stream(i, MediaStream.open(homes, call.loop(), media.get(i).isRtp(), options.trafficClass(),
                        concerns.ofNewStream(), control));
                opened.add(i);
            }
        } catch (NoFreePortException e) {
            opened.forEach(index -> place.dialogue().closeStream(index, control));
            throw e;
        }
        return opened;
    }

    private MediaInterface[] homes(int offerer, RemoteMedia remote, MediaOptions options) {
        boolean offererIpv6 = remote.rtp().map(endpoint -> endpoint.isIpv6()).orElse(false);
        MediaInterface[] homes = new MediaInterface[2];
        homes[offerer] = interfaces.choose(options.fromInterface(), offererIpv6);
        homes[1 - offerer] = interfaces.choose(options.toInterface(), options.ipv6().orElse(offererIpv6));
        return homes;
    }

    /** @param sender side of the party that sent the description */
    private MediaReply reply(Dialogue dialogue, int sender, List<RemoteMedia> media, List<MediaExchange> exchanges, MediaRequest request)
            throws RelayException {
        MediaOptions options = request.options();
        InetAddress fallback = options.mediaAddress().orElseGet(() -> interfaces.choose(options.toInterface(), options.ipv6().orElse(false))
                .advertised());
        List<LocalMedia> ends = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        SessionDescription result = request.sdp();
        for (int i = 0; i < media.size(); i++) {
            ends.add(LocalMedia.rejected(fallback));
            if (media.get(i).rejected()) result = result.withMedia(i, CandidateRemoval.removed(result.media().get(i)));
        }
        for (MediaExchange exchange : exchanges) {
            if (exchange.remote().rejected()) continue;
            ends.set(exchange.index(), end(exchange));
            MediaDescription shown = exchange.stream().shown(exchange);
            boolean refused = shown.isRejected() || !exchange.offer() && dialogue.bundling().isRefused(1 - sender, exchange.index());
            if (refused) ends.set(exchange.index(), LocalMedia.rejected(fallback)); // no codec, or no transport, is left
            result = result.withMedia(exchange.index(), shown);
            warnings.addAll(exchange.stream().warnings(exchange));
        }
        result = dialogue.bundling().handedOn(1 - sender, result, exchanges);
        InetAddress advertised = ends.stream().filter(end -> end.rtpPort() != 0).findFirst().map(LocalMedia::address).orElse(fallback);
        SessionDescription rewritten = new SdpRewriter(RewriteRules.of(options.request())).rewrite(result, ends, advertised,
                dialogue.party(1 - sender).origin());
        for (String attribute : sessionAttributes(dialogue, sender, rewritten, exchanges)) {
            String[] named = attribute.split(":", 2);
            rewritten = rewritten.plusAttribute(named[0], named.length == 1 ? "" : named[1]);
        }
        return new MediaReply(edited(rewritten, options), warnings.stream().distinct().toList());
    }

    private static List<String> sessionAttributes(Dialogue dialogue, int sender, SessionDescription shown, List<MediaExchange> exchanges) {
        boolean offer = exchanges.stream().anyMatch(MediaExchange::offer);
        Optional<String> group = offer ? dialogue.bundling().offer(sender, shown, exchanges) : dialogue.bundling().answer(1 - sender, shown);
        Stream<String> others = exchanges.stream().flatMap(exchange -> exchange.stream().sessionAttributes(exchange).stream());
        return Stream.concat(group.stream(), others).distinct().toList();
    }

    private static LocalMedia end(MediaExchange exchange) {
        Leg towards = exchange.to();
        InetAddress address = exchange.options().mediaAddress().orElse(towards.home().advertised());
        return new LocalMedia(address, towards.shownPort(), exchange.remote().isUnspecified() || exchange.stream().hidesAddress(exchange));
    }

    private static SessionDescription edited(SessionDescription description, MediaOptions options) throws RelayException {
        Optional<Value.Dictionary> edits = options.request().structure("sdp-attr");
        try {
            return edits.isEmpty() ? description : new AttributeEdits(edits.get()).applied(description);
        } catch (MalformedSdpException e) {
            throw RelayException.of("sdp-attr: " + e.getMessage());
        }
    }
}
