package io.tandem.proxy.header;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

import io.tandem.data.header.HeaderRule;
import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.pattern.Wildcard;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of one party for one direction, over the headers of one message, which is changed. Of one thread, used once. */
public final class HeaderRewriting {
    private static final Logger LOG = LoggerFactory.getLogger(HeaderRewriting.class);
    /** Without these a message does not find its way, or means something else. */
    private static final Set<String> FIXED = Set.of("via", "route", "record-route", "contact", "call-id", "cseq", "max-forwards", "content-length",
            "content-type", "authorization", "proxy-authorization", "www-authenticate", "proxy-authenticate", "require", "proxy-require", "rseq", "rack",
            "p-d-uri", "p-proxy-uri", "p-caller-uuid", "p-callee-uuid", "p-sock-info", "p-out-socket", "p-lb-uptime",
            HeaderCarrier.NAME.toLowerCase(Locale.ROOT));
    private static final List<String> INTERNAL = List.of("p-app-", "p-ngcp-");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!%*_+`'~.-]+");
    private static final Pattern VALUE_NAME = Pattern.compile("\\$avp\\(s:([A-Za-z0-9_]+)\\)");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([A-Za-z0-9_]+)}|avp\\(s:([A-Za-z0-9_]+)\\))");
    private static final Pattern REJECTION = Pattern.compile("([3-6]\\d\\d)\\s+(\\S.*)");
    private static final String REJECT = "hm_reject";

    private final SipMessage message;
    private final HeaderParty party;
    private final boolean reply;
    private final Map<String, String> values;
    private final Set<String> touched;

    /** What has become of a call.
     * @param edits     those before included
     * @param rejection what the caller is told if a rule refuses the call */
    public record Outcome(HeaderEdits edits, Optional<Rejection> rejection) {}

    /** A final response. */
    public record Rejection(int status, String reason) {}

    private HeaderRewriting(SipMessage message, HeaderParty party, boolean reply, HeaderEdits before) {
        this.message = message;
        this.party = party;
        this.reply = reply;
        this.values = new HashMap<>(before.values());
        this.touched = new HashSet<>(before.touched());
    }

    /** @param message is changed */
    public static Outcome run(SipMessage message, HeaderParty party, HeaderRule.Direction direction, HeaderEdits before) {
        HeaderRewriting run = new HeaderRewriting(message, party, direction == HeaderRule.Direction.REPLY, before);
        for (HeaderRule rule : party.rules().rules()) {
            if (rule.direction() == direction && rule.conditions().stream().allMatch(run::holds)) {
                rule.actions().forEach(run::take);
                if (rule.stopper()) {
                    break;
                }
            }
        }
        return new Outcome(new HeaderEdits(run.touched, run.values), run.rejection());
    }

    private Optional<Rejection> rejection() {
        Matcher matcher = REJECTION.matcher(values.getOrDefault(REJECT, ""));
        return matcher.matches() ? Optional.of(new Rejection(Integer.parseInt(matcher.group(1)), matcher.group(2))) : Optional.empty();
    }

    private boolean holds(HeaderRule.Condition condition) {
        try {
            return fits(condition);
        } catch (PatternTooCostlyException endless) {
            LOG.warn("a condition on {} does not hold in call {}, correct its rewrite rules: {}", condition.name(), message.callId(), endless.getMessage());
            return false;
        }
    }

    private boolean fits(HeaderRule.Condition condition) {
        List<String> subjects = found(condition.source(), condition.name()).map(value -> HeaderText.part(value, condition.part()))
                .map(value -> rewritten(value, condition.rewrite())).toList();
        List<String> candidates = condition.values().stream().flatMap(value -> found(condition.valueType(), value)).toList();
        List<String> looked = subjects.isEmpty() ? List.of("") : subjects;
        return looked.stream().anyMatch(subject -> candidates.stream().anyMatch(value -> fits(condition.expression(), subject, value))) != condition.negated();
    }

    private static boolean fits(HeaderRule.Expression expression, String subject, String value) {
        return switch (expression) {
            case IS -> subject.equals(value);
            case CONTAINS -> subject.contains(value);
            case MATCHES -> new Wildcard(value).matches(subject);
            case REGEXP -> isFound(value, subject);
        };
    }

    private static boolean isFound(String pattern, String subject) {
        try {
            return PerlPattern.of(pattern).matches(subject);
        } catch (PatternSyntaxException | PatternTooCostlyException useless) {
            LOG.warn("pattern '{}' of a header rule fits nothing, correct it at /api/headerruleconditions/: {}", pattern, useless.getMessage());
            return false;
        }
    }

    private Stream<String> found(HeaderRule.Source source, String name) {
        Matcher variable = VALUE_NAME.matcher(name);
        boolean isVariable = variable.matches();
        return switch (source) {
            case INPUT -> Stream.of(expanded(name));
            case HEADER -> isVariable ? Optional.ofNullable(values.get(variable.group(1))).stream() : message.lines(name).stream();
            case AVP -> Optional.ofNullable(values.get(isVariable ? variable.group(1) : name)).stream();
            case PREFERENCE -> party.own().list(name).stream();
        };
    }

    private String rewritten(String value, Optional<HeaderRule.Rewrite> rewrite) {
        return rewrite.map(wanted -> party.rewrites().getOrDefault(wanted.set(), RewriteRuleSet.NONE).rewrite(wanted.list(), value, party.variables()))
                .orElse(value);
    }

    private String expanded(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String name = found.group(1) == null ? found.group(2) : found.group(1);
            return Matcher.quoteReplacement(Optional.ofNullable(values.get(name))
                    .orElseGet(() -> party.variables().values().getOrDefault(name, List.of()).stream().findFirst().orElse("")));
        });
    }

    /** An action that cannot be taken is left out: the call goes on. */
    private void take(HeaderRule.Action action) {
        Matcher variable = VALUE_NAME.matcher(action.header());
        try {
            if (variable.matches()) {
                change(action, variable.group(1));
            } else if (isFree(action.header())) {
                changeHeader(action);
            } else {
                LOG.debug("header {} is not changed", action.header());
            }
        } catch (MalformedMessageException | IllegalArgumentException | PatternTooCostlyException useless) {
            LOG.warn("{} of header {} is left out in call {}, correct it at /api/headerruleactions/: {}", action.type(), action.header(), message.callId(),
                    useless.getMessage());
        }
    }

    private boolean isFree(String name) {
        String low = name.toLowerCase(Locale.ROOT);
        return TOKEN.matcher(name).matches() && !FIXED.contains(low) && INTERNAL.stream().noneMatch(low::startsWith) && !(reply && isAddress(low));
    }

    private static boolean isAddress(String name) {
        return name.equalsIgnoreCase(HeaderNames.FROM) || name.equalsIgnoreCase(HeaderNames.TO);
    }

    private void change(HeaderRule.Action action, String name) {
        String before = values.getOrDefault(name, "");
        if (action.type() == HeaderRule.Type.REMOVE) {
            values.remove(name);
        } else {
            wanted(action, before).ifPresent(value -> values.put(name, HeaderText.with(before, action.part(), value)));
        }
    }

    private void changeHeader(HeaderRule.Action action) {
        String name = action.header();
        Optional<String> before = message.lines(name).stream().findFirst();
        boolean whole = action.part() == HeaderRule.Part.FULL;
        if (action.type() == HeaderRule.Type.REMOVE) {
            if (whole && !isAddress(name)) {
                message.remove(name);
                touched.add(name);
            } else if (action.part() == HeaderRule.Part.PORT && before.isPresent()) {
                put(name, HeaderText.with(before.get(), action.part(), ""));
            }
            return;
        }
        if (!whole && before.isEmpty()) {
            return;
        }
        wanted(action, before.orElse("")).ifPresent(value -> {
            if (action.type() == HeaderRule.Type.ADD && whole && !isAddress(name)) {
                message.add(name, value);
                touched.add(name);
            } else {
                put(name, HeaderText.with(before.orElse(""), action.part(), value));
            }
        });
    }

    /** Empty if there is nothing to take the value from, or it is no value. */
    private Optional<String> wanted(HeaderRule.Action action, String before) {
        Optional<String> value = switch (action.type()) {
            case SET, ADD -> Optional.of(expanded(action.value()));
            case REMOVE -> Optional.empty();
            case RSUB -> Optional.of(HeaderText.substituted(HeaderText.part(before, action.part()), action.value()));
            case HEADER -> found(HeaderRule.Source.HEADER, action.value()).findFirst().map(text -> HeaderText.part(text, action.valuePart()));
            case PREFERENCE -> found(HeaderRule.Source.PREFERENCE, action.value()).findFirst();
        };
        return value.map(text -> rewritten(text, action.rewrite())).filter(text -> !text.isBlank() && text.chars().noneMatch(c -> c < ' '));
    }

    /** Dialogs are told apart by their tags, which stay. */
    private void put(String name, String value) {
        if (isAddress(name)) {
            Optional<String> tag = NameAddr.parse(message.header(name).orElseThrow()).tag();
            NameAddr address = NameAddr.parse(value).withoutParameter("tag");
            message.set(name, tag.map(address::withTag).orElse(address).toString());
        } else {
            message.replaceFirst(name, value);
        }
        touched.add(name);
    }
}
