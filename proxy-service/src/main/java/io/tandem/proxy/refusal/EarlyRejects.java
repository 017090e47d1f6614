package io.tandem.proxy.refusal;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.tandem.proxy.peer.PeerReply;
import io.tandem.proxy.plan.Attempt;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Codes and phrases of refusals, {@code tandem.proxy.early-rejects}.
 * @param replies what callers are told instead of what §2.21 says, by handle, such as {@code callee-offline}: {@code code}, 300 to 699, and {@code reason};
 *                what is left out stays */
@ConfigurationProperties("tandem.proxy.early-rejects")
public record EarlyRejects(@DefaultValue Map<String, Reply> replies) {
    /** As §2.21 says. */
    public static final EarlyRejects NONE = new EarlyRejects(Map.of());

    private static final List<String> HANDLES = List.of("block_in", "block_out", "block_ncos", "block_override_pin_wrong", "locked_in", "locked_out",
            "max_calls_in", "max_calls_out", "max_calls_peer", "unauth_caller_ip", "relaying_denied", "invalid_speeddial", "cf_loop", "callee_offline",
            "callee_busy", "callee_unknown", "callee_tmp_unavailable", "callee_dnd", "peering_unavailable", "emergency_unsupported", "no_credit", "reject_vsc");

    private static final int LINE_SEPARATOR = 0x2028;
    private static final int PARAGRAPH_SEPARATOR = 0x2029;

    /** One of them.
     * @param code   0 for ours
     * @param reason empty for ours */
    public record Reply(@DefaultValue("0") int code, @DefaultValue("") String reason) {
        public Reply {
            if (code != 0 && (code < 300 || code > 699)) {
                throw new IllegalArgumentException("tandem.proxy.early-rejects.replies: code " + code + " is no final response, it must be 300 to 699");
            }
            if (reason.chars().anyMatch(c -> Character.isISOControl(c) || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR)) {
                throw new IllegalArgumentException("tandem.proxy.early-rejects.replies: reason '" + reason.strip()
                        + "' must be one line without control characters");
            }
        }
    }

    public EarlyRejects {
        Map<String, Reply> known = new HashMap<>();
        replies.forEach((name, reply) -> known.put(HANDLES.stream().filter(handle -> letters(handle).equals(letters(name))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("tandem.proxy.early-rejects.replies." + name + " names no refusal; there are " + HANDLES)),
                reply));
        replies = Map.copyOf(known);
    }

    /** Names of properties may be written with dashes, underscores or neither. */
    private static String letters(String name) {
        return name.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
    }

    /** @param wanted what the caller, a peer, wants to hear of it; what it says nothing of counts here
     * @param reason of our refusal, with its status
     * @return what the caller is told */
    public PeerReply told(Attempt attempt, PeerReply wanted, int status, String reason) {
        Optional<Reply> reply = replies.isEmpty() || status < 300 || wanted.status() != status || !wanted.reason().equals(reason) ? Optional.empty()
                : RefusalHandle.of(attempt, status, reason).map(replies::get);
        return reply.map(words -> new PeerReply(words.code() == 0 ? status : words.code(), words.reason().isBlank() ? reason : words.reason())).orElse(wanted);
    }
}
