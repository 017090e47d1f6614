package io.tandem.proxy.forward;

import java.util.ArrayList;
import java.util.List;

import io.tandem.data.forward.ForwardType;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;

/** Why a subscriber was not reached, by the final response of its phones (§2.12). Pure.
 * @param status of the response; 408 also if nobody answered in time
 * @param rang   some phone has told that it rings */
public record Failure(int status, boolean rang) {
    private static final String BLACKLIST = "blacklist";

    /** Forwards that this asks for, the first one that holds counts.
     * @param callee preferences of the subscriber */
    public List<ForwardType> asksFor(Preferences callee) {
        List<ForwardType> types = new ArrayList<>(switch (status) {
            case 486, 600 -> List.of(ForwardType.CFB);
            case 480 -> List.of(ForwardType.CFNA);
            case 408 -> rang ? List.of(ForwardType.CFT) : List.of(ForwardType.CFNA, ForwardType.CFT);
            default -> List.of();
        });
        if (status >= 400 && status != 487 && isRerouted(callee)) {
            types.add(ForwardType.CFR);
        }
        return types;
    }

    private boolean isRerouted(Preferences callee) {
        List<String> codes = callee.get(CallPreferences.REROUTING_CODES);
        boolean listed = codes.contains(Integer.toString(status));
        return callee.get(CallPreferences.REROUTING_MODE).filter(BLACKLIST::equals).isPresent() != listed;
    }
}
