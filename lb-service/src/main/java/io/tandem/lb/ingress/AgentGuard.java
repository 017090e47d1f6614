package io.tandem.lb.ingress;

import io.tandem.lb.screen.UserAgentFilter;
import io.tandem.lb.screen.UserAgentVerdict;
import io.tandem.lb.step.DropReason;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.wire.HeaderCode;

/** Keeps the User-Agents out that the operator does not want (signalling.md §1.6). */
public final class AgentGuard {

    public static final Verdict.Answer FORBIDDEN = Verdict.answer(403, "Forbidden");
    public static final Verdict BLOCKED = Verdict.drop(DropReason.USER_AGENT);

    private final UserAgentFilter filter;

    public AgentGuard(UserAgentFilter filter) {
        this.filter = filter;
    }

    public Verdict check(Passage passage) {
        int start = passage.valueStart(HeaderCode.USER_AGENT);
        UserAgentVerdict verdict = start < 0 ? filter.checkAbsent()
                : filter.check(passage.message().data(), start, passage.valueEnd(HeaderCode.USER_AGENT));
        return switch (verdict) {
            case PASS -> Verdict.NEXT;
            case REJECT -> FORBIDDEN;
            case DROP -> BLOCKED;
        };
    }
}
