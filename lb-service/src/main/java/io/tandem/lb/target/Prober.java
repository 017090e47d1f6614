package io.tandem.lb.target;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.tandem.lb.socket.HostPort;
import io.tandem.net.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which proxies live. Each is asked by OPTIONS, and any answer means yes. Between the probes silence speaks: one that owes an answer
 * is asked at once, and if it says nothing then either it is suspect, which is early enough for the first retransmission of what it was given
 * to go elsewhere. Loop thread.
 */
public final class Prober implements TargetWatch {

    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);
    /** Numbers of probes stay below nine digits. */
    private static final int MAX_NUMBER = 99_999_999;

    private final Proxies proxies;
    private final TargetProperties properties;
    private final HostPort internal;
    private final Scheduler scheduler;
    private final ProbeSender sender;
    private final Map<Target, Probed> probed = new HashMap<>();
    private boolean deaf;

    /** @param internal our socket that {@code sender} sends from */
    public Prober(Proxies proxies, TargetProperties properties, HostPort internal, Scheduler scheduler, ProbeSender sender) {
        this.proxies = proxies;
        this.properties = properties;
        this.internal = internal;
        this.scheduler = scheduler;
        this.sender = sender;
    }

    /** Begins, for as long as the scheduler runs. */
    public void start() {
        proxies.watchedBy(this);
        changed();
    }

    /** Takes a response from inside whose top Via has its branch at this place. @return false if it answers no probe */
    public boolean take(byte[] data, int branchFrom, int branchTo) {
        if (!Probe.BRANCH.isOurs(data, branchFrom, branchTo)) {
            return false;
        }
        long read = Probe.BRANCH.read(data, branchFrom, branchTo);
        for (Probed one : probed.values()) {
            if (read >= 0 && one.target.slot == read >>> 32) {
                one.answered((int) read);
            }
        }
        return true;
    }

    @Override
    public void owes(Target target) {
        find(target).ifPresent(Probed::listen);
    }

    @Override
    public void spoke(Target target) {
        find(target).ifPresent(Probed::spoke);
    }

    /** Who is new is probed from now on, who has gone no more. */
    @Override
    public void changed() {
        probed.values().removeIf(one -> {
            boolean gone = !proxies.all().contains(one.target);
            if (gone) {
                one.stop();
            }
            return gone;
        });
        for (Target target : proxies.all()) {
            Probed one = probed.computeIfAbsent(target, Probed::new);
            one.probe();
        }
    }

    /** Who is down is as one that is new, and all are probed at once. */
    @Override
    public void afresh(boolean nowDeaf) {
        deaf = nowDeaf;
        probed.values().forEach(Probed::afresh);
    }

    private Optional<Probed> find(Target target) {
        return Optional.ofNullable(probed.get(target));
    }

    /** One proxy as the prober sees it. */
    private final class Probed {
        private final Target target;
        private int sent;
        private int answered;
        private int failures;
        private int successes;
        private boolean listening;
        private boolean asked;
        private boolean askedEarly;
        private boolean stopped;
        private Optional<Scheduler.Timeout> next = Optional.empty();

        Probed(Target target) {
            this.target = target;
        }

        void probe() {
            askedEarly = false;
            if (target.admission() != Target.Admission.DISABLED) {
                ask();
            }
            probeAfter(target.life() == Target.Life.UP ? properties.probeInterval() : properties.retryInterval());
        }

        void afresh() {
            answered = sent;
            failures = 0;
            if (target.life() == Target.Life.DOWN) {
                target.life(Target.Life.NEW);
            }
            probe();
        }

        private void ask() {
            sent = sent == MAX_NUMBER ? 1 : sent + 1;
            answered = Math.min(answered, sent - 1);
            int number = sent;
            byte[] options = Probe.options(internal, target.address, target.slot, number);
            sender.send(target.address, options, options.length);
            scheduler.schedule(properties.probeTimeout().toNanos(), () -> {
                if (!stopped && answered < number) {
                    failed();
                }
            });
        }

        private void probeAfter(Duration interval) {
            next.ifPresent(Scheduler.Timeout::cancel);
            next = Optional.of(scheduler.schedule(interval.toNanos(), this::probe));
        }

        private void failed() {
            if (deaf) {
                return;
            }
            failures++;
            successes = 0;
            if (failures >= properties.failures()) {
                down("does not answer");
            }
        }

        private void down(String why) {
            if (target.life() != Target.Life.DOWN) {
                target.life(Target.Life.DOWN);
                successes = 0;
                LOG.warn("proxy {} {}: its calls go to the next in the ring; probing every {}", target, why, properties.retryInterval());
                ask(); // the silence is as old as the time-out: it may have come back meanwhile
                probeAfter(properties.retryInterval());
            }
        }

        void answered(int number) {
            if (number <= answered || number > sent) {
                return;
            }
            answered = number;
            failures = 0;
            successes++;
            target.owesNothing();
            boolean proved = target.life() == Target.Life.SUSPECT || target.life() != Target.Life.UP && successes >= properties.successes();
            if (proved) {
                lives();
            }
        }

        /** Who was only suspect lives. Who is down has still to answer probes, once between two of them without waiting for the next. */
        void spoke() {
            if (target.life() == Target.Life.SUSPECT) {
                lives();
            } else if (!askedEarly) {
                askedEarly = true;
                ask();
            }
        }

        void lives() {
            LOG.info("proxy {} answers{}", target, target.life() == Target.Life.NEW ? "" : " again");
            target.life(Target.Life.UP);
            failures = 0;
            probeAfter(properties.probeInterval());
        }

        /** It owes an answer: look again before a client's first retransmission would be due. */
        void listen() {
            if (!listening && target.life() == Target.Life.UP) {
                listening = true;
                asked = false;
                scheduler.schedule(patience(), this::check);
            }
        }

        /** When it is asked, in good time before it is suspect. */
        private long patience() {
            return properties.silence().toNanos() * 5 / 8;
        }

        private void check() {
            listening = false;
            if (stopped || !target.isAwaited() || target.life() != Target.Life.UP) {
                return;
            }
            long silent = scheduler.nanoTime() - target.awaitedSinceNanos();
            if (silent < patience()) {
                look(patience() - silent, false);
            } else if (!asked) {
                ask();
                look(properties.silence().toNanos() - patience(), true);
            } else {
                suspect(silent);
            }
        }

        private void look(long delayNanos, boolean nowAsked) {
            listening = true;
            asked = nowAsked;
            scheduler.schedule(delayNanos, this::check);
        }

        private void suspect(long silentNanos) {
            target.life(Target.Life.SUSPECT);
            LOG.warn("proxy {} owes an answer for {} ms: new calls and retransmissions go to the next in the ring until it speaks", target,
                    silentNanos / 1_000_000);
            probeAfter(properties.retryInterval());
        }

        void stop() {
            stopped = true;
            next.ifPresent(Scheduler.Timeout::cancel);
        }
    }
}
