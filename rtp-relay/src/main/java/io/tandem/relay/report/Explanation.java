package io.tandem.relay.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.kernel.UserSpaceReason;
import io.tandem.relay.latch.Latch;
import io.tandem.relay.os.Endpoint;
import io.tandem.relay.pipeline.DropReason;
import io.tandem.relay.pipeline.RelaySocket;
import io.tandem.relay.rtcp.QualityFigures;
import io.tandem.relay.rtcp.Source;
import io.tandem.relay.sdp.RemoteMedia;
import io.tandem.relay.session.Call;
import io.tandem.relay.session.Dialogue;
import io.tandem.relay.stream.Leg;
import io.tandem.relay.stream.MediaStream;

/** A call in words: what was signalled, what was learnt from where, where packets go and where they were dropped. Control thread. */
public final class Explanation {
    private final Instant now;
    private final long nowNanos;
    private final List<String> lines = new ArrayList<>();

    private Explanation(Instant now, long nowNanos) {
        this.now = now;
        this.nowNanos = nowNanos;
    }

    /** @param nowNanos the same moment on the monotonic clock of the loops @return a sentence a line */
    public static List<String> of(Call call, Instant now, long nowNanos) {
        Explanation explanation = new Explanation(now, nowNanos);
        explanation.call(call);
        return explanation.lines;
    }

    private void call(Call call) {
        lines.add("call %s of client %s, %d s old, %s; the last packet or signal came %d s ago".formatted(call.callId(), call.client(),
                Duration.between(call.created(), now).toSeconds(), state(call), call.silentSeconds(nowNanos)));
        for (Dialogue dialogue : call.dialogues()) {
            lines.add("dialogue %s with %s%s".formatted(tag(dialogue, 0), tag(dialogue, 1),
                    dialogue.viaBranch().map(branch -> ", branch " + branch).orElse("")));
            for (int i = 0; i < dialogue.mediaLines(); i++) {
                int line = i + 1;
                dialogue.stream(i).ifPresentOrElse(stream -> stream(dialogue, line, stream),
                        () -> lines.add("  media line " + line + ": refused, it has no ports"));
            }
        }
    }

    private static String state(Call call) {
        if (call.isDeleted()) return "deleted, its ports stay open for late packets";
        if (!call.isAnswered()) return "offered and not answered";
        return call.isHeld() ? "answered and on hold" : "answered";
    }

    private static String tag(Dialogue dialogue, int side) {
        return dialogue.party(side).tag().map(tag -> "'" + tag + "'").orElse("a party without tag");
    }

    private void stream(Dialogue dialogue, int line, MediaStream stream) {
        for (int side = 0; side < 2; side++) {
            Leg leg = stream.leg(side);
            String media = leg.remote().map(remote -> remote.type() + " " + remote.protocol() + " " + remote.codec() + ", " + remote.direction()
                    .attribute()).orElse("not described yet");
            lines.add("  media line %d, %s: %s; local ports %s and %d%s".formatted(line, tag(dialogue, side), media, leg.rtp().local(),
                    leg.rtcp().local().port(), leg.isMuxed() ? ", RTCP shares the RTP port" : ""));
            port(leg.rtp(), "RTP", leg.remote().flatMap(RemoteMedia::rtp));
            port(leg.rtcp(), "RTCP", leg.remote().flatMap(RemoteMedia::rtcp));
            path(leg);
            leg.rtp().sources().snapshot().forEach(this::source);
        }
    }

    private void port(RelaySocket socket, String kind, Optional<Endpoint> signalled) {
        Latch latch = socket.latch();
        String target = latch.head() == 0 ? "nothing is sent to it" : "packets go to " + latch.target() + ", " + latch.learned().text();
        lines.add("    %s: SDP said %s; %s; %s; the address moved %d times; %d packets in, %d out".formatted(kind,
                signalled.map(Endpoint::toString).orElse("no address"), target, latch.isConfirmed() ? "confirmed" : "not confirmed",
                latch.changes(), socket.received().packets(), socket.sent().packets()));
        if (latch.lastStranger().head() != 0) lines.add("    " + kind + ": the last refused source was " + latch.lastStranger());
        for (DropReason reason : DropReason.values()) {
            if (socket.drops(reason) > 0) lines.add("    %s: %d packets were dropped: %s".formatted(kind, socket.drops(reason), reason.text()));
        }
        if (socket.sent().errors() > 0) lines.add("    %s: the kernel refused to send %d packets".formatted(kind, socket.sent().errors()));
    }

    private void path(Leg leg) {
        List<String> reasons = new ArrayList<>();
        if (leg.filter().isBlocked()) reasons.add("its media are blocked");
        if (leg.filter().isSilenced()) reasons.add("its media are replaced by silence");
        if (leg.filter().isDtmfBlocked()) reasons.add("its telephone events are left out");
        if (leg.rtp().rtpExit() == leg.rtp()) reasons.add("it hears itself (media-echo)");
        Optional<UserSpaceReason> why = leg.rtp().whyInUserSpace();
        why.map(UserSpaceReason::words).ifPresent(reasons::add);
        lines.add("    path: " + (why.isEmpty() ? "kernel" : "user space: " + String.join(", ", reasons)));
    }

    private void source(Source source) {
        String quality = source.quality().average().map(Explanation::quality).orElse("nobody has reported on it");
        lines.add("    SSRC %s: %d packets, %d lost, jitter %.1f ms; %s".formatted(Integer.toUnsignedString(source.ssrc()), source.packets(),
                source.cumulativeLost(), source.jitterMillis(), quality));
    }

    private static String quality(QualityFigures figures) {
        return "its receiver reports MOS %.1f, loss %.1f %%, jitter %.1f ms, round trip %.1f ms".formatted(figures.mos(), figures.lossPercent(),
                figures.jitterMillis(), figures.roundTripMicros() / 1000);
    }
}
