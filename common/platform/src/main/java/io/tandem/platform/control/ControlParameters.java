package io.tandem.platform.control;

import java.util.List;
import java.util.Optional;

/**
 * The parameters of a call, read as what the command expects. Kamailio's tools send digits as a number, so a number is a good text too,
 * and digits in a text a good number.
 */
public record ControlParameters(List<Object> values) {
    public ControlParameters {
        values = List.copyOf(values);
    }

    public int size() {
        return values.size();
    }

    /** @param what names it in the fault: {@code "table"} */
    public String text(int index, String what) throws ControlFault {
        return text(index).orElseThrow(() -> ControlFault.badRequest("parameter " + (index + 1) + " (" + what + ") is missing"));
    }

    /** Empty if it is not there or nil. */
    public Optional<String> text(int index) throws ControlFault {
        if (index >= values.size()) {
            return Optional.empty();
        }
        return switch (values.get(index)) {
            case String text -> Optional.of(text);
            case Number number -> Optional.of(number.toString());
            case Boolean flag -> Optional.of(flag.toString());
            case Optional<?> _ -> Optional.empty();
            default -> throw ControlFault.badRequest("parameter " + (index + 1) + " is not a text");
        };
    }

    public long integer(int index, String what) throws ControlFault {
        String text = text(index, what);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ControlFault.badRequest("parameter " + (index + 1) + " (" + what + ") is not a whole number: '" + text + "'");
        }
    }

    public long integer(int index, String what, long otherwise) throws ControlFault {
        return text(index).isPresent() ? integer(index, what) : otherwise;
    }
}
