package io.tandem.proxy.call;

import java.util.Optional;

import io.tandem.proxy.plan.Attempt;

/** Hears what becomes of calls that this process has made. Event loop only; must neither block nor fail. */
public interface CallWatch {

    /** A leg leaves; any other that the call had is over. */
    void calling(Attempt leg);

    /** A phone rings.
     * @param toTag of the early dialog, as the caller knows it */
    void ringing(String callId, String toTag);

    /** @param receiver whose phone has answered, as far as that is known */
    void answered(String callId, Optional<Receiver> receiver);

    /** One end has put the other on hold, or takes it up again.
     * @param byCaller which end */
    void held(String callId, boolean byCaller, boolean held);

    /** Also for calls that none of the others was told of. */
    void ended(String callId);

    /** Nobody watches. */
    CallWatch NONE = new CallWatch() {
        @Override public void calling(Attempt leg) { }

        @Override public void ringing(String callId, String toTag) { }

        @Override public void answered(String callId, Optional<Receiver> receiver) { }

        @Override public void held(String callId, boolean byCaller, boolean held) { }

        @Override public void ended(String callId) { }
    };
}
