package io.tandem.platform.settings;

import java.util.List;

/** The operator's files hold keys that nobody reads; a line of the message for each. */
public final class UnknownSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownSettingsException(List<String> found) {
        super(String.join("\n", found));
    }
}
