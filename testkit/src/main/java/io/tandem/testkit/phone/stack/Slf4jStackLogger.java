package io.tandem.testkit.phone.stack;

import java.util.Properties;

import gov.nist.core.StackLogger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JAIN-SIP's log on slf4j: its default needs log4j 1.2, which is on no class path here. Made by the stack, hence public. */
public final class Slf4jStackLogger implements StackLogger {
    private static final Logger LOG = LoggerFactory.getLogger("io.tandem.testkit.phone.stack");

    @Override public void logStackTrace() {
        logStackTrace(TRACE_DEBUG);
    }

    @Override public void logStackTrace(int level) {
        LOG.debug("stack trace asked for", new Throwable("not an error"));
    }

    @Override public int getLineCount() {
        return 0;
    }

    @Override public void logException(Throwable e) {
        LOG.debug("exception in JAIN-SIP", e);
    }

    @Override public void logDebug(String message) {
        LOG.trace(message);
    }

    @Override public void logDebug(String message, Exception e) {
        LOG.trace(message, e);
    }

    @Override public void logTrace(String message) {
        LOG.trace(message);
    }

    @Override public void logFatalError(String message) {
        LOG.error(message);
    }

    @Override public void logError(String message) {
        LOG.debug(message);
    }

    @Override public void logError(String message, Exception e) {
        LOG.debug(message, e);
    }

    @Override public void logWarning(String message) {
        LOG.debug(message);
    }

    @Override public void logInfo(String message) {
        LOG.trace(message);
    }

    @Override public boolean isLoggingEnabled() {
        return true;
    }

    /** Messages are reported at info level, and {@link LadderLogger} wants them all. */
    @Override public boolean isLoggingEnabled(int level) {
        return level <= TRACE_MESSAGES || LOG.isTraceEnabled();
    }

    @Override public void disableLogging() {
        LOG.trace("asked to stop logging: slf4j decides");
    }

    @Override public void enableLogging() {
        LOG.trace("asked to log: slf4j decides");
    }

    @Override public void setBuildTimeStamp(String timeStamp) {
        LOG.trace("JAIN-SIP built {}", timeStamp);
    }

    @Override public void setStackProperties(Properties properties) {
        LOG.trace("stack {}", properties.getProperty("javax.sip.STACK_NAME"));
    }

    @Override public String getLoggerName() {
        return LOG.getName();
    }
}
