package io.tandem.e2e.edge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tandem.e2e.Program;
import io.tandem.testkit.phone.Phone;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Debian's SIPVicious: finds nothing as it is, and learns nothing when it pretends to be a phone, before it is banned. */
class ScannersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String DISGUISE = "Yealink SIP-T46S 66.84.0.15";
    private static final String AS_SHIPPED = "friendly-scanner";
    private static final String CRACKER = "127.0.0.9";

    private static Parties parties;
    private static Path folder;

    @BeforeAll static void provision() throws Exception {
        Program.require("svmap", "sipvicious");
        Bans.liftAll();
        parties = Parties.provision("scanned.e2e.tandem", 554);
        folder = Files.createTempDirectory("tandem-sipvicious");
    }

    private static Program sipVicious(String tool, String address, String userAgent, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", Path.of("src/test/resources/sipvicious/run.py").toAbsolutePath().toString(),
            tool, address, userAgent));
        command.addAll(List.of(arguments));
        return Program.start(folder, tool + "-" + address, command);
    }

    private static String output(Program program) throws Exception {
        try (program) {
            program.awaitExit(LIMIT);
            return program.output();
        }
    }

    @Test void aScannerThatSaysWhatItIsFindsNothing() throws Exception {
        assertThat(output(sipVicious("svmap", "127.0.0.30", AS_SHIPPED, "127.0.0.1"))).contains("found nothing");
        assertThat(output(sipVicious("svwar", "127.0.0.30", AS_SHIPPED, "--force", "-d", dictionary(), "--domain=" + parties.domain(), "127.0.0.1")))
            .contains("timed out", "found nothing");
    }

    @ParameterizedTest @CsvSource({"REGISTER, 127.0.0.31", "INVITE, 127.0.0.32", "OPTIONS, 127.0.0.33", "SUBSCRIBE, 127.0.0.34"})
    void aDisguisedScannerCannotTellKnownFromUnknownUsers(String method, String address) throws Exception {
        String report = output(sipVicious("svwar", address, DISGUISE, "--force", "-m", method, "-t", "0.3", "-d", dictionary(),
            "--domain=" + parties.domain(), "127.0.0.1"));
        List<String> known = List.of("alice", "bob");
        List<String> unknown = List.of("carol", "dave", "eve", "mallory");
        Stream.concat(known.stream(), unknown.stream()).forEach(user ->
            assertThat(report.contains("| " + user)).as(method + ": " + user + " in the report: " + report).isEqualTo(report.contains("| carol")));
    }

    private static String dictionary() throws Exception {
        return Files.writeString(folder.resolve("users"), "carol\nalice\ndave\neve\nbob\nmallory\n").toString();
    }

    @Test void aCrackerIsBannedWhileItsVictimRegistersAndCallsAndTheBansAreLiftedOverTheApi() throws Exception {
        Path passwords = Files.write(folder.resolve("passwords"), IntStream.range(0, 5000).mapToObj(i -> "guess" + i).toList());
        try (Program cracker = sipVicious("svcrack", CRACKER, DISGUISE, "-u", "alice", "-d", passwords.toString(), "--domain=" + parties.domain(),
                "--requesturi=sip:" + parties.domain(), "--maximumtime=8", "127.0.0.1")) {
            Bans.await("ipban", CRACKER, true);
            try (Phone victim = Parties.at("127.0.0.35", parties.alice()); Phone bob = Parties.at("127.0.0.36", parties.bob())) {
                victim.register(RawParty.PATIENCE);
                bob.register(RawParty.PATIENCE);
                parties.callAndHangUp(victim, bob, parties.bob());
                parties.callAndHangUp(bob, victim, parties.alice());
            }
            cracker.awaitExit(LIMIT);
            assertThat(cracker.output()).doesNotContain("| alice");
        }
        assertThat(Bans.listed("bannedips")).contains(CRACKER);
        assertThat(Bans.tandemCtl("htable.dump", "ipban")).contains(CRACKER);
        try (RawParty banned = RawParty.udp(CRACKER)) {
            banned.send(register(banned));
            banned.assertSilence(Duration.ofSeconds(1));
        }
        liftEverything();
        try (RawParty forgiven = RawParty.udp(CRACKER)) {
            forgiven.send(register(forgiven));
            assertThat(forgiven.awaitReply()).startsWith("SIP/2.0 401 ");
        }
    }

    private static void liftEverything() throws Exception {
        String account = "alice@" + parties.domain();
        if (Bans.control("htable.dump", "auth").contains(account)) {
            Bans.lift("bannedusers", "auth", account);
        }
        Bans.lift("bannedips", "ipban", CRACKER);
    }

    private static String register(RawParty party) {
        String aor = "sip:alice@" + parties.domain();
        return RawParty.request(party.link(), "REGISTER", "sip:" + parties.domain(), aor, aor, "User-Agent: " + DISGUISE);
    }
}
