package io.tandem.lb;

import io.tandem.lb.guard.Screens;
import io.tandem.lb.ingress.AccountGuard;
import io.tandem.lb.ingress.AgentGuard;
import io.tandem.lb.screen.SourceVerdict;
import io.tandem.lb.step.DropReason;
import io.tandem.lb.step.Verdict;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.bytes.Bytes;

/** What comes from outside passes here before anybody reads it (signalling.md §1.4): the cheapest place to be refused. Loop thread. */
final class Entrance {

    private static final byte[] RESPONSE = Bytes.ascii("SIP/2.0 ");

    private final Screens screens;
    private final LbMeters meters;

    Entrance(Screens screens, LbMeters meters) {
        this.screens = screens;
        this.meters = meters;
    }

    /** May it in? A source may send so much and no more. */
    SourceVerdict message(byte[] data, int offset, int length, PeerAddress source, long nowNanos) {
        boolean response = Bytes.startsWith(data, offset, offset + length, RESPONSE);
        return counted(response ? screens.sources().checkOther(source, nowNanos)
                : screens.sources().check(source, data, offset, offset + length, nowNanos));
    }

    /** The same for keep-alives and STUN. */
    SourceVerdict other(PeerAddress source, long nowNanos) {
        return counted(screens.sources().checkOther(source, nowNanos));
    }

    private SourceVerdict counted(SourceVerdict verdict) {
        switch (verdict) {
            case PASS -> { }
            case BANNED -> meters.dropped(DropReason.BANNED_SOURCE);
            case FLOODING -> meters.dropped(DropReason.FLOODING_SOURCE);
        }
        return verdict;
    }

    /** Bytes that were no message count more than others. */
    void malformed(PeerAddress source, long nowNanos) {
        screens.sources().offence(source, nowNanos);
    }

    /** So does what no sound phone sends. */
    void judged(Verdict verdict, PeerAddress source, long nowNanos) {
        boolean broken = verdict instanceof Verdict.Answer answer && answer.status() == 400;
        if (broken || verdict == AgentGuard.FORBIDDEN || verdict == AgentGuard.BLOCKED || verdict == AccountGuard.TRY_AGAIN) {
            screens.sources().offence(source, nowNanos);
        }
    }
}
