package io.tandem.relay.kernel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Media through the kernel, {@code tandem.rtp-relay.kernel}.
 * @param path        `auto` takes eBPF, else nftables, else none
 * @param attach      where the eBPF program sits: `auto` takes a TCX link (Linux 6.6), else a filter at clsact
 * @param devices     network devices at which media arrive; empty for those that have the media addresses
 * @param flows       how many there may be: a call with audio has two, or four with `rtcp`
 * @param rtcp        RTCP goes through the kernel, too; then loss, jitter and round trip as the phones report them are not known
 * @param check       how often one packet of each flow takes the way through the host's firewall, so that new rules take effect; 0s never
 * @param pin         directory below a mounted bpffs, where program and flows survive a crash
 * @param keepAtExit  flows go on when the service ends, for a restart; else nothing stays in the kernel
 * @param leftTimeout flows of an earlier run end when they had no packet for so long */
@ConfigurationProperties("tandem.rtp-relay.kernel")
public record KernelProperties(@DefaultValue("auto") Choice path, @DefaultValue("auto") Attach attach, @DefaultValue List<String> devices,
                               @DefaultValue("65536") int flows, @DefaultValue("false") boolean rtcp, @DefaultValue("10s") Duration check,
                               @DefaultValue("/sys/fs/bpf/tandem-relay") Path pin, @DefaultValue("false") boolean keepAtExit,
                               @DefaultValue("60s") Duration leftTimeout) {
    /** Which way into the kernel. */
    public enum Choice { AUTO, EBPF, NFTABLES, OFF }

    /** How the eBPF program gets the packets of a device. */
    public enum Attach { AUTO, TCX, CLSACT }

    /** No kernel path. */
    public static final KernelProperties OFF = new KernelProperties(Choice.OFF, Attach.AUTO, List.of(), 1, false, Duration.ZERO,
            Path.of("/sys/fs/bpf/tandem-relay"), false, Duration.ofSeconds(60));

    public KernelProperties {
        devices = List.copyOf(devices);
        if (flows < 1 || flows > 1 << 22) {
            throw new IllegalArgumentException("tandem.rtp-relay.kernel.flows: " + flows + " outside 1-" + (1 << 22));
        }
        if (check.isNegative()) throw new IllegalArgumentException("tandem.rtp-relay.kernel.check: " + check + " is negative");
        if (leftTimeout.isNegative() || leftTimeout.isZero()) {
            throw new IllegalArgumentException("tandem.rtp-relay.kernel.left-timeout: " + leftTimeout + " is not positive");
        }
    }
}
