package io.tandem.lb.trace;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.tandem.lb.trace.TraceFilter.EveryNth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class SampleLogTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 5060);
    private final LinkedBlockingQueue<ILoggingEvent> logged = new LinkedBlockingQueue<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.tandem.lb.messages");
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override protected void append(ILoggingEvent event) {
            logged.add(event);
        }
    };

    @BeforeEach void listens() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach void leaves() {
        logger.detachAppender(appender);
    }

    @Test void everyNthMessageIsLoggedWithItsSecretsMasked() throws InterruptedException {
        Traces traces = new Traces(Clock.systemUTC(), System::nanoTime);
        try (SampleLog log = SampleLog.start(traces, new EveryNth(2, 100, System::nanoTime))) {
            assertThat(traces.isOn()).isTrue();
            byte[] register = "REGISTER sip:x SIP/2.0\r\nAuthorization: Digest response=\"deadbeef\"\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 4; i++) {
                traces.received(register, 0, register.length, PEER, "udp:198.51.100.1:5060");
            }
            traces.verdict("answered 403 Try again later");
            String first = logged.poll(10, TimeUnit.SECONDS).getFormattedMessage();
            assertThat(first).contains("IN 192.0.2.1:5060 udp:198.51.100.1:5060\nREGISTER sip:x SIP/2.0\n")
                .contains("response=\"***\"").doesNotContain("deadbeef");
            assertThat(logged.poll(10, TimeUnit.SECONDS).getLevel()).isEqualTo(Level.INFO);
            assertThat(logged.poll(10, TimeUnit.SECONDS).getFormattedMessage()).endsWith("answered 403 Try again later");
        }
        assertThat(traces.isOn()).isFalse();
        assertThat(logged).isEmpty();
    }
}
