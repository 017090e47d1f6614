package io.tandem.relay.session;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.relay.port.MediaInterface;
import io.tandem.relay.port.MediaInterfaces;
import io.tandem.relay.port.NoFreePortException;
import io.tandem.relay.sdp.LocalMedia;
import io.tandem.relay.sdp.RemoteMedia;
import io.tandem.relay.sdp.SdpReader;
import io.tandem.relay.sdp.SdpRewriter;
import io.tandem.relay.sdp.UnusableSdpException;
import io.tandem.sdp.SessionDescription;

/** What one offer or answer does to a dialogue's streams, and the description the other party gets (RFC 3264). Control thread. */
final class OfferAnswer {
    private final MediaInterfaces interfaces;
    private final Consumer<Runnable> control;

    /** @param control runs a task on the control thread */
    OfferAnswer(MediaInterfaces interfaces, Consumer<Runnable> control) {
        this.interfaces = interfaces;
        this.control = control;
    }

    /** Every active line of the description.
     * @throws RelayException naming what is wrong with it */
    List<RemoteMedia> read(MediaRequest request) throws RelayException {
        try {
            List<RemoteMedia> media = SdpReader.media(request.sdp());
            return request.options().sourceAddress().map(host -> media.stream().map(m -> m.at(host)).toList()).orElse(media);
        } catch (UnusableSdpException e) {
            throw RelayException.of("Failed to parse SDP: " + e.getMessage());
        }
    }

    /** The first offer takes effect at once, so that early media flow; a later one only with its answer.
     * @throws NoFreePortException with the streams as they were before */
    SessionDescription offer(Call call, Call.Place place, List<RemoteMedia> media, MediaRequest request) throws NoFreePortException {
        Dialogue dialogue = place.dialogue();
        openMissing(call, place, media, request.options());
        for (int i = 0; i < media.size(); i++) {
            RemoteMedia remote = media.get(i);
            dialogue.stream(i).ifPresent(stream -> {
                stream.offered(place.side(), remote, request.options());
                stream.leg(place.side()).propose(remote, request.options().policy());
                if (!dialogue.isAnswered()) stream.leg(place.side()).commit();
            });
        }
        return rewrite(place, media, request, true);
    }

    /** @param place side of the offerer */
    SessionDescription answer(Call.Place place, List<RemoteMedia> media, MediaRequest request) {
        int answerer = 1 - place.side();
        for (int i = 0; i < media.size(); i++) {
            RemoteMedia remote = media.get(i);
            place.dialogue().stream(i).ifPresent(stream -> {
                stream.leg(answerer).propose(remote, request.options().policy());
                stream.answered(answerer, remote, request.options());
            });
        }
        place.dialogue().answered();
        return rewrite(new Call.Place(place.dialogue(), answerer), media, request, false);
    }

    private void openMissing(Call call, Call.Place place, List<RemoteMedia> media, MediaOptions options) throws NoFreePortException {
        List<Integer> opened = new ArrayList<>();
        try {
            for (int i = 0; i < media.size(); i++) {
                if (media.get(i).rejected() || place.dialogue().stream(i).isPresent()) continue;
                MediaInterface[] homes = homes(place.side(), media.get(i), options);
                place.dialogue().stream(i, MediaStream.open(homes, call.loop(), media.get(i).isRtp(), control));
                opened.add(i);
            }
        } catch (NoFreePortException e) {
            opened.forEach(index -> place.dialogue().closeStream(index, control));
            throw e;
        }
    }

    private MediaInterface[] homes(int offerer, RemoteMedia remote, MediaOptions options) {
        boolean offererIpv6 = remote.rtp().map(endpoint -> endpoint.isIpv6()).orElse(false);
        MediaInterface[] homes = new MediaInterface[2];
        homes[offerer] = interfaces.choose(options.fromInterface(), offererIpv6);
        homes[1 - offerer] = interfaces.choose(options.toInterface(), options.ipv6().orElse(offererIpv6));
        return homes;
    }

    /** @param place side of the party that sent the description */
    private SessionDescription rewrite(Call.Place place, List<RemoteMedia> media, MediaRequest request, boolean offer) {
        MediaOptions options = request.options();
        List<LocalMedia> ends = new ArrayList<>();
        InetAddress fallback = options.mediaAddress().orElse(interfaces.choose(options.toInterface(), options.ipv6().orElse(false))
                .advertised());
        for (int i = 0; i < media.size(); i++) {
            Optional<MediaStream> stream = place.dialogue().stream(i);
            RemoteMedia remote = media.get(i);
            ends.add(stream.isEmpty() || remote.rejected() ? new LocalMedia(fallback, 0, 0, false, false)
                    : end(stream.get().leg(1 - place.side()), remote, options, offer));
        }
        InetAddress advertised = ends.stream().filter(end -> end.rtpPort() != 0).findFirst().map(LocalMedia::address).orElse(fallback);
        return new SdpRewriter(options.rules()).rewrite(request.sdp(), ends, advertised);
    }

    /** A multiplexed offer still names an RTCP port, for an answerer that does not multiplex; a multiplexed answer does not. */
    private static LocalMedia end(Leg towards, RemoteMedia remote, MediaOptions options, boolean offer) {
        boolean mux = remote.isRtp() && (offer ? towards.isMuxOffered() : towards.isMuxed());
        boolean noRtcpLine = !remote.isRtp() || options.noRtcpAttribute() || mux && (!offer || options.mux("require"));
        int rtcpPort = noRtcpLine ? 0 : towards.rtcp().local().port();
        InetAddress address = options.mediaAddress().orElse(towards.home().advertised());
        return new LocalMedia(address, towards.rtp().local().port(), rtcpPort, mux, remote.isUnspecified());
    }
}
