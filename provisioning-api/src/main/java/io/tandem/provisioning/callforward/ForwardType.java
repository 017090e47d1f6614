package io.tandem.provisioning.callforward;

import java.util.Locale;

/** When a call is forwarded (signalling.md §2.12). */
enum ForwardType {
    /** Always. */
    CFU,
    /** The callee is busy. */
    CFB,
    /** The callee does not answer in time. */
    CFT,
    /** The callee cannot be reached. */
    CFNA,
    /** Short messages. */
    CFS,
    /** The callee answered a certain code. */
    CFR,
    /** The callee's queue is full. */
    CFO;

    /** Name of the field, of the preference and in the column {@code type}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String quickSet() {
        return "quickset_" + word();
    }
}
