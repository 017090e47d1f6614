package io.tandem.sip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.sip.message.MalformedMessageException.Reason;

/** Parameters {@code ;name=value;flag} of a URI or a header, in order, as they were written. Names compare without case. Immutable. */
public final class Parameters {
    public static final Parameters NONE = new Parameters(List.of());

    /** One parameter. @param value as written, quotes included; empty for a flag without '=' */
    public record Parameter(String name, Optional<String> value) {
        @Override public String toString() {
            return value.map(v -> name + "=" + v).orElse(name);
        }
    }

    private final List<Parameter> all;

    private Parameters(List<Parameter> all) {
        this.all = all;
    }

    /** Reads {@code ;a=b;c="d;e"}: white space around separators is dropped, a missing first semicolon is accepted. */
    public static Parameters parse(String text) {
        if (text.isBlank()) {
            return NONE;
        }
        List<Parameter> all = new ArrayList<>(4);
        int at = text.charAt(0) == ';' ? 1 : 0;
        while (at <= text.length()) {
            int end = endOfParameter(text, at);
            String one = text.substring(at, end).strip();
            if (!one.isEmpty()) {
                all.add(parameter(one));
            }
            at = end + 1;
        }
        return new Parameters(List.copyOf(all));
    }

    private static Parameter parameter(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals).stripTrailing();
        if (name.isEmpty() || name.indexOf(' ') >= 0 || name.indexOf('"') >= 0) {
            throw new MalformedMessageException(Reason.BAD_PARAMETER, "no parameter name in '" + text + "'");
        }
        return new Parameter(name, equals < 0 ? Optional.empty() : Optional.of(text.substring(equals + 1).stripLeading()));
    }

    private static int endOfParameter(String text, int from) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                return i;
            }
        }
        if (quoted) {
            throw new MalformedMessageException(Reason.BAD_PARAMETER, "quote never closed in '" + text + "'");
        }
        return text.length();
    }

    public List<Parameter> all() {
        return all;
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public boolean has(String name) {
        return find(name).isPresent();
    }

    /** Value of the first parameter with this name, quotes removed; empty for a missing one and for a flag without value. */
    public Optional<String> get(String name) {
        return find(name).flatMap(Parameter::value).map(Parameters::unquote);
    }

    private Optional<Parameter> find(String name) {
        for (int i = 0; i < all.size(); i++) { // without an iterator: several times for each message
            if (all.get(i).name().equalsIgnoreCase(name)) {
                return Optional.of(all.get(i));
            }
        }
        return Optional.empty();
    }

    /** With this value: changed in place, or added at the end. */
    public Parameters with(String name, String value) {
        return with(new Parameter(name, Optional.of(value)));
    }

    /** With a flag that has no value, such as {@code lr} or {@code rport}. */
    public Parameters withFlag(String name) {
        return with(new Parameter(name, Optional.empty()));
    }

    private Parameters with(Parameter wanted) {
        List<Parameter> changed = new ArrayList<>(all.size() + 1);
        boolean done = false;
        for (Parameter parameter : all) {
            boolean same = parameter.name().equalsIgnoreCase(wanted.name());
            changed.add(same ? wanted : parameter);
            done |= same;
        }
        if (!done) {
            changed.add(wanted);
        }
        return new Parameters(List.copyOf(changed));
    }

    public Parameters without(String name) {
        return has(name) ? new Parameters(all.stream().filter(p -> !p.name().equalsIgnoreCase(name)).toList()) : this;
    }

    static String unquote(String text) {
        if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            if (text.charAt(i) == '\\' && i + 1 < text.length() - 1) {
                i++;
            }
            plain.append(text.charAt(i));
        }
        return plain.toString();
    }

    @Override public boolean equals(Object other) {
        return other instanceof Parameters that && all.equals(that.all);
    }

    @Override public int hashCode() {
        return all.hashCode();
    }

    /** {@code ;a=b;c}, empty without parameters. */
    @Override public String toString() {
        StringBuilder text = new StringBuilder();
        all.forEach(p -> text.append(';').append(p));
        return text.toString();
    }
}
