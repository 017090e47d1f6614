package io.tandem.b2bua.park;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.tandem.b2bua.session.CallContext;
import io.tandem.b2bua.session.HandedOver;
import io.tandem.sip.transaction.ServerTransaction;

/** All parties that are parked, one at each place. Loop thread only. */
public final class CarPark {
    /** {@code P-App-Name} of an INVITE whose caller is to be parked. */
    public static final String PARK = "park";
    /** That of one whose caller takes who is parked. */
    public static final String TAKE = "unpark";

    private final Map<ParkPlace, ParkedCall> parked = new HashMap<>();
    private final ParkProperties limits;
    private final CallContext context;

    public CarPark(ParkProperties limits, CallContext context) {
        this.limits = limits;
        this.context = context;
    }

    /** Answers this INVITE: its caller is parked.
     * @param maxLength of its call
     * @return false if somebody is there already */
    public boolean park(ServerTransaction invite, ParkPlace place, Duration maxLength) {
        if (parked.containsKey(place)) return false;
        var call = new ParkedCall(invite, maxLength, context, gone -> parked.remove(place, gone));
        parked.put(place, call);
        call.start(limits.longest());
        return true;
    }

    /** Whoever is parked there is the taker's alone now; empty if that is nobody. */
    public Optional<HandedOver> take(ParkPlace place) {
        return Optional.ofNullable(parked.get(place)).flatMap(ParkedCall::take);
    }

    /** The calls of this node are another one's now. */
    public void clear() {
        parked.clear();
    }
}
