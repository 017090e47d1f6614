package io.tandem.relay.kernel.bpf;

import io.tandem.relay.os.Memory;
import io.tandem.relay.os.Netlink;
import io.tandem.relay.os.SystemCalls;

/** The program as a direct-action filter at the ingress of a device's clsact, for kernels before 6.6 (rtnetlink(7)). One thread. */
final class ClsactFilter implements AutoCloseable {
    /** Filters with a lower number come before ours: there an operator can drop what he wants. */
    static final int PREFERENCE = 49_100;

    private static final int RTM_NEWQDISC = 36;
    private static final int RTM_DELQDISC = 37;
    private static final int RTM_NEWTFILTER = 44;
    private static final int RTM_DELTFILTER = 45;
    private static final int RTM_GETTFILTER = 46;
    private static final int NLMSG_DONE = 3;
    private static final int DUMP = 0x300;
    private static final int EEXIST = 17;
    private static final int TCMSG_BYTES = 20;
    private static final int TCA_KIND = 1;
    private static final int TCA_OPTIONS = 2;
    private static final int TCA_BPF_FD = 6;
    private static final int TCA_BPF_NAME = 7;
    private static final int TCA_BPF_FLAGS = 8;
    private static final int DIRECT_ACTION = 1;
    private static final int CLSACT_HANDLE = 0xFFFF_0000;
    private static final int CLSACT_PARENT = 0xFFFF_FFF1;
    private static final int INGRESS = 0xFFFF_FFF2;
    private static final int EGRESS = 0xFFFF_FFF3;
    private static final int ALL_PROTOCOLS = 0x0300;

    private final Netlink netlink = new Netlink(0);

    /** In place of the filter that a former run left, if any.
     * @return true if the device had no clsact before
     * @throws BpfException if the kernel says no */
    boolean attach(int device, int program) throws BpfException {
        int qdisc = qdisc(RTM_NEWQDISC, Netlink.CREATE | Netlink.EXCLUSIVE, device);
        if (qdisc < 0 && qdisc != -EEXIST) throw new BpfException("clsact: " + SystemCalls.reason(qdisc));
        filter(RTM_NEWTFILTER, Netlink.CREATE | Netlink.ACK, device, INGRESS, PREFERENCE);
        netlink.attribute(TCA_KIND, "bpf");
        long options = netlink.nest(TCA_OPTIONS);
        Memory.putInt(netlink.attribute(TCA_BPF_FD, 4), program);
        netlink.attribute(TCA_BPF_NAME, EbpfMedia.NAME);
        Memory.putInt(netlink.attribute(TCA_BPF_FLAGS, 4), DIRECT_ACTION);
        netlink.endNest(options);
        int result = netlink.exchange();
        if (result < 0) throw new BpfException("filter at clsact: " + SystemCalls.reason(result));
        return qdisc == 0;
    }

    /** Takes the filter off. A device that is gone has none. */
    void detach(int device) {
        filter(RTM_DELTFILTER, Netlink.ACK, device, INGRESS, PREFERENCE);
        netlink.attribute(TCA_KIND, "bpf");
        netlink.exchange();
    }

    /** Takes clsact off, if nobody else has a filter there. */
    void removeIfUnused(int device) {
        if (isEmpty(device, INGRESS) && isEmpty(device, EGRESS)) qdisc(RTM_DELQDISC, 0, device);
    }

    private boolean isEmpty(int device, int parent) {
        long fixed = netlink.begin(RTM_GETTFILTER, DUMP, TCMSG_BYTES);
        Memory.putInt(fixed + 4, device);
        Memory.putInt(fixed + 12, parent);
        return netlink.exchange() == NLMSG_DONE;
    }

    private int qdisc(int type, int flags, int device) {
        long fixed = netlink.begin(type, flags | Netlink.ACK, TCMSG_BYTES);
        Memory.putInt(fixed + 4, device);
        Memory.putInt(fixed + 8, CLSACT_HANDLE);
        Memory.putInt(fixed + 12, CLSACT_PARENT);
        netlink.attribute(TCA_KIND, "clsact");
        return netlink.exchange();
    }

    private void filter(int type, int flags, int device, int parent, int preference) {
        long fixed = netlink.begin(type, flags, TCMSG_BYTES);
        Memory.putInt(fixed + 4, device);
        Memory.putInt(fixed + 8, 1);
        Memory.putInt(fixed + 12, parent);
        Memory.putInt(fixed + 16, preference << 16 | ALL_PROTOCOLS);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
