package io.tandem.b2bua.replica;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.tandem.b2bua.message.AppParameters;
import io.tandem.b2bua.refresh.LegTimer;
import io.tandem.sip.dialog.DialogId;
import io.tandem.sip.dialog.DialogState;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** A call as the fields of a Redis hash, and back. Pure. */
final class CallFields {
    private static final String CALLER = "caller.";
    private static final String CALLEE = "callee.";
    private static final String PARTIES = "parties";
    private static final String BODY_TYPE = "body.type";
    private static final String SECONDS = "timer.seconds";

    private CallFields() {}

    static Map<String, String> write(CallRecord call) {
        var fields = new LinkedHashMap<String, String>();
        write(CALLER, call.caller(), call.callerTimer(), fields);
        write(CALLEE, call.callee(), call.calleeTimer(), fields);
        fields.put("identity", String.join("\n", call.identity()));
        call.parties().ifPresent(parties -> fields.put(PARTIES, parties));
        fields.put("parameters", call.parameters().values().entrySet().stream().map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(";")));
        fields.put("end", Long.toString(call.end().toEpochMilli()));
        return fields;
    }

    private static void write(String leg, DialogState dialog, TimerRecord timer, Map<String, String> fields) {
        fields.put(leg + "call-id", dialog.id().callId());
        fields.put(leg + "local-tag", dialog.id().localTag());
        fields.put(leg + "remote-tag", dialog.id().remoteTag());
        fields.put(leg + "local", dialog.localAddress());
        fields.put(leg + "remote", dialog.remoteAddress());
        fields.put(leg + "routes", String.join("\n", dialog.routeSet()));
        fields.put(leg + "target", dialog.remoteTarget().toString());
        fields.put(leg + "local-cseq", Long.toString(dialog.localCSeq()));
        fields.put(leg + "remote-cseq", Long.toString(dialog.remoteCSeq()));
        fields.put(leg + "update", Boolean.toString(timer.updating()));
        timer.agreed().ifPresent(agreed -> {
            fields.put(leg + SECONDS, Long.toString(agreed.interval()));
            fields.put(leg + "timer.ours", Boolean.toString(agreed.ours()));
            fields.put(leg + "timer.due", Long.toString(timer.due().toEpochMilli()));
        });
        timer.described().filter(SipMessage::hasBody).ifPresent(message -> {
            fields.put(leg + BODY_TYPE, message.contentType().orElse(""));
            fields.put(leg + "body", new String(message.body(), StandardCharsets.ISO_8859_1));
        });
    }

    /** @throws IllegalArgumentException if something is missing or cannot be read */
    static CallRecord read(Map<String, String> fields) {
        try {
            return new CallRecord(dialog(CALLER, fields), dialog(CALLEE, fields), lines(text("identity", fields)),
                Optional.ofNullable(fields.get(PARTIES)), AppParameters.parse(text("parameters", fields)), moment("end", fields),
                timer(CALLER, fields), timer(CALLEE, fields));
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static DialogState dialog(String leg, Map<String, String> fields) {
        var id = new DialogId(text(leg + "call-id", fields), text(leg + "local-tag", fields), text(leg + "remote-tag", fields));
        return new DialogState(id, text(leg + "local", fields), text(leg + "remote", fields), lines(text(leg + "routes", fields)),
            SipUri.parse(text(leg + "target", fields)), number(leg + "local-cseq", fields), number(leg + "remote-cseq", fields));
    }

    private static TimerRecord timer(String leg, Map<String, String> fields) {
        boolean updating = Boolean.parseBoolean(text(leg + "update", fields));
        Optional<SipMessage> described = fields.containsKey(leg + BODY_TYPE) ? Optional.of(described(leg, fields)) : Optional.empty();
        if (!fields.containsKey(leg + SECONDS)) return new TimerRecord(Optional.empty(), Instant.EPOCH, updating, described);
        var agreed = new LegTimer.Agreed(number(leg + SECONDS, fields), Boolean.parseBoolean(text(leg + "timer.ours", fields)));
        return new TimerRecord(Optional.of(agreed), moment(leg + "timer.due", fields), updating, described);
    }

    private static SipMessage described(String leg, Map<String, String> fields) {
        return SipMessage.request(Methods.INVITE, text(leg + "target", fields)).build()
            .body(text(leg + BODY_TYPE, fields), text(leg + "body", fields).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Instant moment(String name, Map<String, String> fields) {
        return Instant.ofEpochMilli(number(name, fields));
    }

    private static long number(String name, Map<String, String> fields) {
        return Long.parseLong(text(name, fields));
    }

    private static String text(String name, Map<String, String> fields) {
        return Optional.ofNullable(fields.get(name)).orElseThrow(() -> new IllegalArgumentException("no field " + name));
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\n"));
    }
}
