package io.tandem.lb.target;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.LbSocket;
import io.tandem.net.Scheduler;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every proxy by OPTIONS whether it lives; any answer means yes. Loop thread. */
public final class Prober {

    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);
    private static final String BRANCH = "z9hG4bKprobe-";

    private final Proxies proxies;
    private final TargetProperties properties;
    private final LbSocket internal;
    private final Scheduler scheduler;
    private final BiConsumer<SipMessage, InetSocketAddress> sender;
    private final Probed[] probed;

    /** One proxy as the prober sees it. */
    private final class Probed {
        private final int index;
        private final InetSocketAddress address;
        private long sent;
        private long answered;
        private int failures;
        private Optional<Scheduler.Timeout> next = Optional.empty();

        Probed(int index) {
            this.index = index;
            this.address = proxies.addresses().get(index);
        }

        void probe() {
            long number = ++sent;
            sender.accept(options(this, number), address);
            scheduler.schedule(properties.probeTimeout().toNanos(), () -> {
                if (answered < number) {
                    failed();
                }
            });
            probeAfter(proxies.isUp(index) ? properties.probeInterval() : properties.retryInterval());
        }

        private void probeAfter(Duration interval) {
            next.ifPresent(Scheduler.Timeout::cancel);
            next = Optional.of(scheduler.schedule(interval.toNanos(), this::probe));
        }

        private void failed() {
            failures++;
            if (failures >= properties.failures() && proxies.isUp(index)) {
                proxies.setUp(index, false);
                LOG.warn("proxy {} does not answer: its calls go to the next in the ring; probing every {}", address, properties.retryInterval());
                probeAfter(properties.retryInterval());
            }
        }

        void answered(long number) {
            answered = Math.max(answered, number);
            failures = 0;
            if (!proxies.isUp(index)) {
                proxies.setUp(index, true);
                LOG.info("proxy {} answers again", address);
            }
        }
    }

    /** @param sender sends from the internal socket */
    public Prober(Proxies proxies, TargetProperties properties, LbSocket internal, Scheduler scheduler, BiConsumer<SipMessage, InetSocketAddress> sender) {
        this.proxies = proxies;
        this.properties = properties;
        this.internal = internal;
        this.scheduler = scheduler;
        this.sender = sender;
        this.probed = new Probed[proxies.size()];
        for (int i = 0; i < probed.length; i++) {
            probed[i] = new Probed(i);
        }
    }

    /** Begins, for as long as the scheduler runs. */
    public void start() {
        for (Probed proxy : probed) {
            proxy.probe();
        }
    }

    /** Takes the answer to a probe. @return false if the response answers none */
    public boolean take(SipMessage response) {
        if (!response.header(HeaderNames.VIA).orElse("").contains(BRANCH)) {
            return false;
        }
        String branch = response.topVia().branch().orElse("");
        if (!branch.startsWith(BRANCH)) {
            return false;
        }
        int dash = branch.indexOf('-', BRANCH.length());
        int index = dash < 0 ? -1 : number(branch.substring(BRANCH.length(), dash));
        int number = dash < 0 ? -1 : number(branch.substring(dash + 1));
        if (index >= 0 && index < probed.length && number >= 0) {
            probed[index].answered(number);
        }
        return true;
    }

    private static int number(String digits) {
        return !digits.isEmpty() && digits.length() < 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(digits) : -1;
    }

    private SipMessage options(Probed proxy, long number) {
        HostPort us = internal.hostPort();
        HostPort target = HostPort.of(proxy.address);
        return SipMessage.request(Methods.OPTIONS, "sip:" + target)
                .header(HeaderNames.VIA, "SIP/2.0/UDP " + us + ";branch=" + BRANCH + proxy.index + '-' + number)
                .header(HeaderNames.MAX_FORWARDS, "1")
                .header(HeaderNames.FROM, "<sip:probe@" + us + ">;tag=" + number)
                .header(HeaderNames.TO, "<sip:" + target + '>')
                .header(HeaderNames.CALL_ID, "probe-" + proxy.index + '-' + number + '@' + us.host())
                .header(HeaderNames.CSEQ, number + " OPTIONS")
                .build();
    }
}
