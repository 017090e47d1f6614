package io.tandem.sip.stream.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.stream.admission.Admission.Verdict;

/** Who gives way when there are as many connections as there may be: a stranger to one who is known, and to another stranger only if he has had his time
 * to become known; the oldest first. Who is known is asked where that is known, and not before it matters: newcomers wait for the answer, unread. One
 * thread, where nothing else is said.
 * @param <C> a connection */
public final class Crowd<C> {

    private static final int MAX_WAITING = 64;
    private static final int ASKED_BEYOND_NEED = 64;

    /** What is to be known of connections that were let in. */
    public interface Guests<C> {
        PeerAddress remote(C connection);

        /** When it was let in. */
        long enteredNanos(C connection);

        /** Ends it; its place is free at once. */
        void giveWay(C connection);
    }

    /** One for which there was no room. */
    public interface Newcomer {
        PeerAddress remote();

        /** Is the peer still there? */
        boolean isThere();

        /** Asks for a place once more, and takes it. */
        Verdict enter();

        void refuse(Verdict why);
    }

    private final Executor here;
    private final Executor there;
    private final Predicate<? super PeerAddress> known;
    private final Guests<C> guests;
    private final long patienceNanos;
    /** In the order they came. Who is found to be known is taken out and stays. */
    private final Set<C> strangers = new LinkedHashSet<>();
    private final Queue<Newcomer> waiting = new ArrayDeque<>();
    private boolean asking;

    /** @param here         runs tasks on the thread of this crowd
     * @param there         where {@code known} is asked
     * @param known         did somebody authenticate from that address, or is it trusted anyway?
     * @param patienceNanos how long a stranger's connection is safe from other strangers */
    public Crowd(Executor here, Executor there, Predicate<? super PeerAddress> known, Guests<C> guests, long patienceNanos) {
        this.here = here;
        this.there = there;
        this.known = known;
        this.guests = guests;
        this.patienceNanos = patienceNanos;
    }

    /** Was let in, and is a stranger until that matters. */
    public void add(C connection) {
        strangers.add(connection);
    }

    /** Has ended. */
    public void remove(C connection) {
        strangers.remove(connection);
    }

    /** Lets one wait until it is known whether somebody gives way. @return false if too many wait already */
    public boolean waits(Newcomer newcomer, long nowNanos) {
        if (waiting.size() >= MAX_WAITING) {
            return false;
        }
        waiting.add(newcomer);
        ask(nowNanos);
        return true;
    }

    private void ask(long nowNanos) {
        if (asking || waiting.isEmpty()) {
            return;
        }
        asking = true;
        int newcomers = waiting.size();
        List<C> oldest = strangers.stream().limit(newcomers + ASKED_BEYOND_NEED).toList();
        List<PeerAddress> addresses = Stream.concat(waiting.stream().map(Newcomer::remote), oldest.stream().map(guests::remote)).toList();
        there.execute(() -> {
            Set<PeerAddress> found = new HashSet<>();
            addresses.stream().filter(known).forEach(found::add);
            here.execute(() -> told(newcomers, oldest, found, nowNanos));
        });
    }

    private void told(int newcomers, List<C> oldest, Set<PeerAddress> found, long nowNanos) {
        asking = false;
        Deque<C> victims = new ArrayDeque<>();
        for (C connection : oldest) {
            if (found.contains(guests.remote(connection))) {
                strangers.remove(connection);
            } else if (strangers.contains(connection)) {
                victims.add(connection);
            }
        }
        for (int i = 0; i < newcomers; i++) {
            Newcomer newcomer = waiting.remove();
            if (newcomer.isThere()) {
                decide(newcomer, found.contains(newcomer.remote()), victims, nowNanos);
            }
        }
        ask(nowNanos);
    }

    private void decide(Newcomer newcomer, boolean isKnown, Deque<C> victims, long nowNanos) {
        Verdict verdict = newcomer.enter();
        while (verdict == Verdict.TOO_MANY && !victims.isEmpty() && (isKnown || hadItsTime(victims.element(), nowNanos))) {
            C victim = victims.remove();
            strangers.remove(victim);
            guests.giveWay(victim);
            verdict = newcomer.enter();
        }
        if (verdict == Verdict.TOO_MANY && victims.isEmpty() && !strangers.isEmpty()) {
            waiting.add(newcomer); // all that were asked about are known, but there are more
        } else if (verdict != Verdict.ADMITTED) {
            newcomer.refuse(verdict);
        }
    }

    private boolean hadItsTime(C connection, long nowNanos) {
        return nowNanos - guests.enteredNanos(connection) >= patienceNanos;
    }
}
