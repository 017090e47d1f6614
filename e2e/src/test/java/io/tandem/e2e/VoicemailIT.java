package io.tandem.e2e;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import io.tandem.codec.Goertzel;
import io.tandem.codec.WavFile;
import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A caller speaks onto a mailbox through the whole chain; what he said lies in MySQL. */
class VoicemailIT {
    private static final String DOMAIN = "voicemail.e2e.tandem";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final double TONE_HZ = 440;

    @Test void aMessageSpokenToAMailboxIsStored() throws Exception {
        try (RestClient api = RunningSuite.get().api()) {
            Tenant tenant = Tenant.provision(api, DOMAIN);
            tenant.subscriber("alice", "alice-secret", "8880001");
            tenant.subscriber("bob", "bob-secret", "8880002");
        }
        String callId;
        try (Phone alice = Phone.open(new Account("alice", DOMAIN, "alice-secret"), "udp", new InetSocketAddress("127.0.0.1", 5060), new Ladder())) {
            alice.register(PATIENCE);
            Call call = alice.call("sip:vmu4318880002@voicebox.local");
            call.awaitAnswered(PATIENCE);
            call.talk(Duration.ofSeconds(8), TONE_HZ); // the prompt comes first, then the beep, then it records
            callId = call.callId();
            call.hangUp(PATIENCE);
        }
        short[] recorded = WavFile.decode(awaitRecording(callId));
        assertThat(recorded.length).as("samples recorded").isGreaterThan(2 * 8000);
        short[] middle = Arrays.copyOfRange(recorded, recorded.length / 2 - 4000, recorded.length / 2 + 4000);
        assertThat(Goertzel.share(middle, TONE_HZ)).isGreaterThan(0.5);
        RunningSuite.get().assertIdle();
    }

    private static byte[] awaitRecording(String callId) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Connection connection = DriverManager.getConnection("jdbc:mysql://127.0.0.1:13306/?allowPublicKeyRetrieval=true", "tandem", "tandem")) {
            while (System.nanoTime() < deadline) {
                Optional<byte[]> recording = recording(connection, callId);
                if (recording.isPresent()) {
                    return recording.get();
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new AssertionError("no message of call " + callId + " in voicemail.voicemail_spool within " + PATIENCE);
    }

    private static Optional<byte[]> recording(Connection connection, String callId) throws Exception {
        try (PreparedStatement query = connection.prepareStatement("select recording from voicemail.voicemail_spool where call_id = ?")) {
            query.setString(1, callId);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
            }
        }
    }
}
