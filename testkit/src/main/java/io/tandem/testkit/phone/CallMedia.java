package io.tandem.testkit.phone;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import io.tandem.sdp.Connection;
import io.tandem.sdp.Direction;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.Origin;
import io.tandem.sdp.SessionDescription;
import io.tandem.testkit.rtp.RtpParty;

/** One audio stream of a call, PCMA only: offer and answer (RFC 3264), and the RTP party behind them. Any thread. */
final class CallMedia implements AutoCloseable {
    private final RtpParty party;
    private final long sessionId = ThreadLocalRandom.current().nextLong(1L << 62);
    private long version = 1;
    private Direction direction = Direction.SENDRECV;

    /** @param host the phone's address */
    CallMedia(InetAddress host) {
        party = RtpParty.open(host);
    }

    synchronized SessionDescription offer(Direction wanted) {
        Connection here = Connection.of(party.local().getAddress());
        return SessionDescription.of(Origin.of("-", sessionId, version++, here), "phone", here)
                .plusMedia(MediaDescription.of("audio", party.local().getPort(), "RTP/AVP", List.of("8"))
                        .plusAttribute("rtpmap", "8 PCMA/8000").plusAttribute("ptime", "20").withDirection(wanted));
    }

    /** Takes the offer and answers it: PCMA or nothing. */
    synchronized SessionDescription answer(SessionDescription offer) {
        takeRemote(offer);
        Direction offered = offer.firstActive("audio").map(offer::directionOf).orElse(Direction.INACTIVE);
        direction = offered.answeredWith(Direction.SENDRECV);
        return offer(direction);
    }

    synchronized void accept(SessionDescription answer) {
        takeRemote(answer);
        direction = answer.firstActive("audio").map(answer::directionOf).orElse(Direction.INACTIVE).reversed();
    }

    private void takeRemote(SessionDescription description) {
        MediaDescription audio = description.firstActive("audio").filter(m -> m.formats().contains("8"))
                .orElseThrow(() -> new PhoneException("no PCMA audio in the other side's description:\n" + description));
        Connection connection = description.connectionOf(audio)
                .orElseThrow(() -> new PhoneException("no connection in the other side's description:\n" + description));
        Optional<Integer> rtcpPort = audio.attribute("rtcp").map(value -> Integer.parseInt(value.strip().split(" ", 2)[0]));
        party.sendTo(new InetSocketAddress(connection.address(), audio.port()),
                new InetSocketAddress(connection.address(), rtcpPort.orElse(audio.port() + 1)));
    }

    synchronized Direction direction() {
        return direction;
    }

    void talk(Duration howLong, double toneHz) {
        party.talk(howLong, toneHz);
    }

    MediaQuality quality(double expectedToneHz) {
        return new MediaQuality(party.sent(), party.received(), party.lost(), party.jitterMillis(), party.meanOpinionScore(),
                party.hears(expectedToneHz));
    }

    boolean hearsNow(double toneHz) {
        return party.hearsNow(toneHz);
    }

    @Override public void close() {
        party.close();
    }
}
