package io.tandem.proxy.credit;

import java.util.List;

/** What a caller's credit allows. */
public sealed interface Grant {
    Grant UNLIMITED = new Unlimited();

    /** The caller pays afterwards, or the call is free of charge. */
    record Unlimited() implements Grant {}

    /** @param seconds      after which the call is cut, at least 1
     * @param reservations of what was set aside, one for each part; empty if that is nothing */
    record Limited(long seconds, List<String> reservations) implements Grant {}

    /** @param why for an operator */
    record Refused(String why) implements Grant {}
}
