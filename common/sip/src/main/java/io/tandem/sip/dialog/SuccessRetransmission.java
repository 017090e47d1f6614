package io.tandem.sip.dialog;

import io.tandem.net.Scheduler;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transaction.TransactionTimers;

/** Repeats the 2xx to an INVITE until its ACK comes, whatever the transport (RFC 3261 §13.3.1.4). Loop thread only. */
public final class SuccessRetransmission {
    private final Scheduler scheduler;
    private final TransactionTimers timers;
    private final ServerTransaction invite;
    private final SipMessage success;
    private final Runnable ackMissing;
    private final long deadlineNanos;
    private long intervalNanos;
    private Scheduler.Timeout timer;

    private SuccessRetransmission(Scheduler scheduler, TransactionTimers timers, ServerTransaction invite, SipMessage success,
                                  Runnable ackMissing) {
        this.scheduler = scheduler;
        this.timers = timers;
        this.invite = invite;
        this.success = success;
        this.ackMissing = ackMissing;
        this.deadlineNanos = scheduler.nanoTime() + timers.transactionTimeout().toNanos();
        this.intervalNanos = timers.t1().toNanos();
        this.timer = scheduler.schedule(intervalNanos, this::onTimer);
    }

    /** Sends the 2xx now, then after T1, doubling up to T2. @param ackMissing runs when 64*T1 have passed: the dialog should end with a BYE */
    public static SuccessRetransmission start(Scheduler scheduler, TransactionTimers timers, ServerTransaction invite, SipMessage success,
                                              Runnable ackMissing) {
        SuccessRetransmission retransmission = new SuccessRetransmission(scheduler, timers, invite, success, ackMissing);
        invite.respond(success);
        return retransmission;
    }

    /** The ACK came, or the call is over. Stopping twice is harmless. */
    public void stop() {
        timer.cancel();
    }

    private void onTimer() {
        long leftNanos = deadlineNanos - scheduler.nanoTime();
        if (leftNanos <= 0) {
            ackMissing.run();
            return;
        }
        invite.respond(success);
        intervalNanos = Math.min(2 * intervalNanos, timers.t2().toNanos());
        timer = scheduler.schedule(Math.min(intervalNanos, leftNanos), this::onTimer);
    }
}
