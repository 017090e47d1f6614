package io.tandem.e2e.browser;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import io.tandem.e2e.Preferences;
import io.tandem.e2e.Program;
import io.tandem.e2e.RunningSuite;
import io.tandem.testkit.browser.Browser;
import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Debian's Chromium, registered over WebSocket, and a plain phone on UDP: DTLS-SRTP, ICE and RTCP multiplexing end at the relay. */
class BrowserCallIT {
    private static final String DOMAIN = "browser.e2e.tandem";
    private static final Account BROWSER = new Account("browser", DOMAIN, "secret-of-browser");
    private static final Account PLAIN = new Account("plain", DOMAIN, "secret-of-plain");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final double OF_BROWSER = 660;
    private static final double OF_PHONE = 440;

    @TempDir static Path folder;
    private static Browser chromium;

    @BeforeAll
    static void start() throws Exception {
        Program.require("chromium", "chromium");
        try (RestClient api = RunningSuite.get().api()) {
            Tenant tenant = Tenant.provision(api, DOMAIN);
            long browser = tenant.subscriber(BROWSER.username(), BROWSER.password(), "5570001");
            long plain = tenant.subscriber(PLAIN.username(), PLAIN.password(), "5570002");
            Preferences.set(api, "subscriberpreferences", browser, Map.of("transport_protocol", "UDP/TLS/RTP/SAVPF", "use_rtpproxy",
                "ice_replace_candidates"));
            Preferences.set(api, "subscriberpreferences", plain, Map.of("transport_protocol", "RTP/AVP"));
        }
        chromium = Browser.start(folder, OF_BROWSER, BrowserCallIT.class, "sip.js");
    }

    @AfterAll
    static void stop() throws Exception {
        if (chromium != null) {
            chromium.close();
            RunningSuite.get().assertIdle();
        }
    }

    private static BrowserPhone browser() throws Exception {
        BrowserPhone browser = BrowserPhone.open(chromium.open(), RunningSuite.get().access().webSocket().toString(), BROWSER);
        browser.registers();
        return browser;
    }

    private static Phone plain() throws Exception {
        Phone phone = RunningSuite.get().access().open(PLAIN, "udp", new Ladder());
        phone.register(PATIENCE);
        return phone;
    }

    @Test
    void aBrowserCallsAPlainPhoneAndTheyHearEachOther() throws Exception {
        try (BrowserPhone browser = browser(); Phone plain = plain()) {
            Call[] answered = new Call[1];
            Thread answering = Thread.ofVirtual().start(() -> answered[0] = plain.awaitIncoming(PATIENCE).answer());
            browser.calls(PLAIN.username());
            answering.join();
            talk(browser, answered[0]);
            browser.hangsUp();
            answered[0].awaitEnded(PATIENCE);
        }
    }

    @Test
    void aPlainPhoneCallsABrowserAndTheyHearEachOther() throws Exception {
        try (BrowserPhone browser = browser(); Phone plain = plain()) {
            Call call = plain.call("sip:" + BROWSER.username() + "@" + DOMAIN);
            browser.answersCall();
            call.awaitAnswered(PATIENCE);
            talk(browser, call);
            call.hangUp(PATIENCE);
            browser.isHungUp();
        }
    }

    private static void talk(BrowserPhone browser, Call phone) throws Exception {
        Thread talking = Thread.ofVirtual().start(() -> phone.talk(Duration.ofSeconds(6), OF_PHONE));
        browser.page().hears(OF_PHONE);
        talking.join();
        assertThat(phone.quality(OF_BROWSER)).as("at the phone").satisfies(quality -> {
            assertThat(quality.received()).isGreaterThan(50);
            assertThat(quality.toneRecognised()).isTrue();
        });
    }
}
