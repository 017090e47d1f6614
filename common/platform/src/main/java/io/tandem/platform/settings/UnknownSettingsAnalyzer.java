package io.tandem.platform.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which keys were refused, without a stack trace. */
public final class UnknownSettingsAnalyzer extends AbstractFailureAnalyzer<UnknownSettingsException> {
    @Override protected FailureAnalysis analyze(Throwable rootFailure, UnknownSettingsException cause) {
        return new FailureAnalysis(cause.getMessage(),
            "Correct or remove the key; every setting is in configuration.md, and 'tandem cfg check' reads all files.", cause);
    }
}
