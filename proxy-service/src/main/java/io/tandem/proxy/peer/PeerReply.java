package io.tandem.proxy.peer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.peering.PeerHost;
import io.tandem.data.snapshot.Preferences;

/** What a caller is told: our codes and phrases (§2.21), or what a peer wants to hear instead, by the preferences {@code HANDLE_code} and
 * {@code HANDLE_reason} of its server. Pure. */
public record PeerReply(int status, String reason) {
    /** What each refusal is called; of several names the first one that is set counts. */
    private static final Map<String, List<String>> HANDLES = Map.ofEntries(
            Map.entry("402 Insufficient Credit", List.of("no_credit")),
            Map.entry("403 Blocked by Admin", List.of("block_admin", "block_in")),
            Map.entry("403 Blocked by Contract", List.of("block_contract", "block_in")),
            Map.entry("403 Blocked by Callee", List.of("block_callee", "block_in")),
            Map.entry("403 Blocked by Caller", List.of("block_caller", "block_out")),
            Map.entry("403 Blocked by NCOS level", List.of("block_ncos")),
            Map.entry("403 Incorrect Override PIN", List.of("block_override_pin")),
            Map.entry("403 Callee locked", List.of("locked_in")),
            Map.entry("403 Caller locked", List.of("locked_out")),
            Map.entry("403 Maximum parallel calls exceeded", List.of("max_calls_out")),
            Map.entry("403 Relaying Denied", List.of("relaying_denied")),
            Map.entry("404 Not Found", List.of("callee_unknown")),
            Map.entry("480 Offline", List.of("callee_offline")),
            Map.entry("480 Temporarily Unavailable", List.of("callee_tmp_unavailable")),
            Map.entry("480 Unavailable", List.of("cf_loop")),
            Map.entry("486 Busy", List.of("max_calls_in")),
            Map.entry("503 PSTN Termination Currently Unavailable", List.of("peering_unavailable")));

    private static final String MAX_CALLS_PEER = "max_calls_peer";

    /** @param caller the server that called; empty for a subscriber, who hears what we say */
    public static PeerReply to(Optional<PeerHost> caller, int status, String reason) {
        return to(caller, status, reason, false);
    }

    /** @param full the limits of the servers that the call might have left to are the reason */
    public static PeerReply to(Optional<PeerHost> caller, int status, String reason, boolean full) {
        PeerReply ours = new PeerReply(status, reason);
        return status < 300 ? ours : caller.map(host -> ours.as(host.preferences(), full)).orElse(ours);
    }

    private PeerReply as(Preferences wishes, boolean full) {
        return Stream.concat(full ? Stream.of(MAX_CALLS_PEER) : Stream.empty(), handles().stream())
                .filter(handle -> wishes.isSet(handle + "_code") || wishes.isSet(handle + "_reason")).findFirst()
                .map(handle -> new PeerReply(wishes.number(handle + "_code").stream().filter(code -> code >= 300 && code < 700).findFirst().orElse(status),
                        wishes.string(handle + "_reason").filter(text -> !text.isBlank()).orElse(reason))).orElse(this);
    }

    /** A phone that is busy says so in words of its own. */
    private List<String> handles() {
        return HANDLES.getOrDefault(status + " " + reason, status == 486 ? List.of("callee_busy") : List.of());
    }
}
