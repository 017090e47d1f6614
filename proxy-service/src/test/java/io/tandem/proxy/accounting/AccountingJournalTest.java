package io.tandem.proxy.accounting;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class AccountingJournalTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir Path directory;
    private final Table table = new Table();

    /** A database that can be away, refuse a call or lose its answer after the commit. */
    private static final class Table implements AccountingTable {
        private final List<String> callIds = new ArrayList<>();
        private long position;
        private boolean away;
        private String refused = "";
        private boolean diesAfterCommit;
        private final Semaphore commits = new Semaphore(Integer.MAX_VALUE);

        @Override public synchronized long position() throws SQLException {
            check();
            return position;
        }

        @Override public void add(List<JournalEntry> entries) throws SQLException {
            commits.acquireUninterruptibly();
            insert(entries);
        }

        private synchronized void insert(List<JournalEntry> entries) throws SQLException {
            check();
            if (entries.stream().anyMatch(entry -> entry.record().callId().equals(refused))) {
                throw new SQLException("Data too long", "22001");
            }
            entries.forEach(entry -> callIds.add(entry.record().callId()));
            position = entries.getLast().sequence();
            if (diesAfterCommit) {
                diesAfterCommit = false;
                throw new SQLException("connection lost", "08S01");
            }
        }

        private void check() throws SQLException {
            if (away) {
                throw new SQLException("away", "08001");
            }
        }

        synchronized List<String> callIds() {
            return List.copyOf(callIds);
        }

        synchronized void setAway(boolean value) {
            away = value;
        }
    }

    private Duration sync = Duration.ZERO;
    private Duration commit = Duration.ZERO;

    private AccountingJournal open() {
        return open(1 << 20);
    }

    private AccountingJournal open(long segmentSize) {
        AccountingProperties properties = new AccountingProperties("p1", 3, segmentSize, Duration.ofMillis(200), sync, commit);
        return AccountingJournal.open(directory, table, properties, NOW, Runnable::run);
    }

    private static void keep(AccountingJournal journal, String callId) throws Exception {
        journal.keep(record(callId)).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static AccountingRecord record(String callId) {
        return new AccountingRecord("INVITE", "a", "b", callId, 200, "OK", NOW, "{}", "{}", "u", "d", "o", "u", "d", "");
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test void recordsReachTheTableInOrder() throws Exception {
        try (AccountingJournal journal = open()) {
            for (int i = 0; i < 10; i++) {
                keep(journal, "c" + i);
            }
            await(() -> journal.shipped() == 10);
        }
        assertThat(table.callIds()).containsExactly("c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9");
    }

    @Test void aRecordThatTheOtherNodeShallHaveIsKeptWhenTheDatabaseHasIt() throws Exception {
        commit = Duration.ofMinutes(1);
        table.commits.drainPermits();
        try (AccountingJournal journal = open()) {
            CompletionStage<Void> first = journal.keep(record("c1"));
            await(table.commits::hasQueuedThreads); // in the journal, and on its way
            CompletionStage<Void> second = journal.keep(record("c2"));
            TimeUnit.MILLISECONDS.sleep(100);
            assertThat(first.toCompletableFuture()).isNotDone();
            table.commits.release();
            first.toCompletableFuture().get(5, TimeUnit.SECONDS);
            assertThat(table.callIds()).containsExactly("c1");
            assertThat(second.toCompletableFuture()).isNotDone();
            table.commits.release(10);
            second.toCompletableFuture().get(5, TimeUnit.SECONDS);
            assertThat(table.callIds()).containsExactly("c1", "c2");
        }
    }

    @Test void aDatabaseThatIsLateHoldsACallUpForItsTimeOnly() throws Exception {
        commit = Duration.ofMillis(50);
        table.commits.drainPermits();
        try (AccountingJournal journal = open()) {
            keep(journal, "c1");
            assertThat(table.callIds()).isEmpty();
            table.commits.release(10);
            await(() -> journal.shipped() == 1);
        }
    }

    @Test void aDatabaseThatIsAwayHoldsNoCallUp() throws Exception {
        commit = Duration.ofMinutes(1);
        table.setAway(true);
        try (AccountingJournal journal = open()) {
            keep(journal, "c1");
            await(() -> !journal.isDatabaseReachable());
            keep(journal, "c2");
            table.setAway(false);
            await(() -> journal.shipped() == 2);
            await(journal::isDatabaseReachable);
            keep(journal, "c3");
            assertThat(table.callIds()).containsExactly("c1", "c2", "c3");
        }
    }

    @Test void recordsThatNeedNotBeForcedOutliveTheProcess() throws Exception {
        sync = Duration.ofMinutes(1);
        table.setAway(true);
        AccountingJournal killed = open();
        keep(killed, "c1"); // never closed
        table.setAway(false);
        sync = Duration.ofMillis(5);
        try (AccountingJournal journal = open()) {
            keep(journal, "c2");
            await(() -> table.callIds().contains("c2"));
        }
        assertThat(table.callIds()).contains("c1", "c2");
    }

    @Test void whatIsKeptWhileTheJournalClosesIsWritten() throws Exception {
        AccountingJournal journal = open();
        List<CompletionStage<Void>> kept = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            kept.add(journal.keep(record("c" + i)));
        }
        journal.close();
        for (CompletionStage<Void> each : kept) {
            each.toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
        try (AccountingJournal next = open()) {
            await(() -> table.callIds().size() == 200);
        }
    }

    @Test void whileTheDatabaseIsAwayRecordsAreKeptAndSentLater() throws Exception {
        table.setAway(true);
        try (AccountingJournal journal = open()) {
            keep(journal, "c1");
            keep(journal, "c2");
            await(() -> !journal.isDatabaseReachable());
            table.setAway(false);
            await(() -> journal.shipped() == 2);
            await(journal::isDatabaseReachable);
        }
        assertThat(table.callIds()).containsExactly("c1", "c2");
    }

    @Test void aNewProcessSendsWhatTheOldOneLeftAndNothingTwice() throws Exception {
        try (AccountingJournal journal = open()) {
            keep(journal, "c1");
            await(() -> journal.shipped() == 1);
            table.setAway(true);
            keep(journal, "c2");
            keep(journal, "c3");
        }
        table.setAway(false);
        try (AccountingJournal journal = open()) {
            keep(journal, "c4");
            await(() -> journal.shipped() == 3);
        }
        assertThat(table.callIds()).containsExactly("c1", "c2", "c3", "c4");
    }

    @Test void aCommitWhoseAnswerWasLostIsNotRepeated() throws Exception {
        table.diesAfterCommit = true;
        try (AccountingJournal journal = open()) {
            keep(journal, "c1");
            await(() -> table.callIds().size() == 1);
            keep(journal, "c2");
            await(() -> table.callIds().contains("c2"));
        }
        assertThat(table.callIds()).containsExactly("c1", "c2");
    }

    @Test void aTornLastLineDoesNotStopTheRest() throws Exception {
        table.setAway(true);
        try (AccountingJournal journal = open()) {
            keep(journal, "c1");
        }
        Files.write(Segments.in(directory).getFirst(), "99999999999999999\tabc\t{\"method".getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.APPEND);
        table.setAway(false);
        try (AccountingJournal journal = open()) {
            keep(journal, "c2");
            await(() -> journal.shipped() == 2);
        }
        assertThat(table.callIds()).containsExactly("c1", "c2");
    }

    @Test void fullFilesAreDeletedOnceTheyAreInTheTable() throws Exception {
        try (AccountingJournal journal = open(4096)) {
            for (int i = 0; i < 200; i++) {
                keep(journal, "c" + i);
            }
            await(() -> journal.shipped() == 200);
            keep(journal, "last");
            await(() -> journal.shipped() == 201);
            await(() -> Segments.in(directory).size() <= 2);
        }
        assertThat(table.callIds()).hasSize(201).doesNotHaveDuplicates();
    }

    @Test void filesAreNamedByTheirFirstRecord() throws Exception {
        table.setAway(true);
        try (AccountingJournal journal = open(4096)) {
            for (int group = 0; group < 20; group++) {
                for (CompletionStage<Void> kept : List.of(journal.keep(record("a" + group)), journal.keep(record("b" + group)), journal.keep(record("c" + group)))) {
                    kept.toCompletableFuture().get(5, TimeUnit.SECONDS);
                }
            }
            List<Path> segments = Segments.in(directory);
            assertThat(segments.size()).isGreaterThan(2);
            for (Path segment : segments) {
                assertThat(new SegmentReader(segment).next(1).getFirst().sequence()).isEqualTo(Segments.firstSequence(segment));
            }
        }
    }

    @Test void aRecordTheTableRefusesIsSetAsideAndTheOthersGoOn() throws Exception {
        table.refused = "bad";
        try (AccountingJournal journal = open()) {
            keep(journal, "c1");
            keep(journal, "bad");
            keep(journal, "c2");
            await(() -> table.callIds().contains("c2"));
            keep(journal, "c3");
            await(() -> table.callIds().contains("c3"));
        }
        assertThat(table.callIds()).containsExactly("c1", "c2", "c3");
        assertThat(Files.readString(directory.resolve("acc-rejected.log"))).contains("\"callId\":\"bad\"");
    }

    private static final AccountingRecord ODD = new AccountingRecord("BYE", "from\t", "to\"", "call%/1///\u00e9", 487, "Gone \\ away",
            Instant.parse("2026-11-23T12:00:00.123Z"), "{\"a\":\"x\\\"y\"}", "{\"b\":{\"c\":\"\\\\\"}}",
            "caller\n", "d1.example", "dialled\u0001", "callee\ud83d\ude00",
            "d2.example", "cfu-1");

    @Test void anEntrySurvivesItsTextForm() {
        String line = new String(JournalFormat.toLine(new JournalEntry(7, ODD)), StandardCharsets.UTF_8);
        assertThat(line).hasLineCount(1);
        assertThat(JournalFormat.parse(line.stripTrailing())).contains(new JournalEntry(7, ODD));
        assertThat(JournalFormat.parse(line.stripTrailing().replace("BYE", "ACK"))).isEmpty();
    }

    @Test void theTextOfARecordHasAllItsComponents() {
        String json = new String(JournalFormat.toLine(new JournalEntry(7, ODD)), StandardCharsets.UTF_8).split("\t", 3)[2];
        assertThat(JsonMapper.builder().build().readTree(json).propertyNames())
                .containsExactly(Arrays.stream(AccountingRecord.class.getRecordComponents()).map(RecordComponent::getName).toArray(String[]::new));
    }

    @Test void linesOfTheLastVersionAndOfThisOneAreRead() {
        String before = "{\"method\":\"BYE\",\"fromTag\":\"from\\t\",\"toTag\":\"to\\\"\",\"callId\":\"call%\\/1///\u00e9\",\"sipCode\":487,"
                + "\"sipReason\":\"Gone \\\\ away\",\"time\":\"2026-11-23T12:00:00.123Z\",\"srcLeg\":\"{\\\"a\\\":\\\"x\\\\\\\"y\\\"}\","
                + "\"dstLeg\":\"{\\\"b\\\":{\\\"c\\\":\\\"\\\\\\\\\\\"}}\",\"srcUser\":\"caller\\n\",\"srcDomain\":\"d1.example\","
                + "\"dstOuser\":\"dialled\\u0001\","
                + "\"dstUser\":\"callee\ud83d\ude00\",\"dstDomain\":\"d2.example\",\"branchId\":\"cfu-1\"}";
        String now = before.replace("\\t", "\\u0009").replace("\\n", "\\u000A").replace("\\/", "/");
        assertThat(new String(JournalFormat.toLine(new JournalEntry(7, ODD)), StandardCharsets.UTF_8)).isEqualTo("7\t" + crc(now) + "\t" + now + "\n");
        assertThat(JournalFormat.parse("7\t" + crc(before) + "\t" + before)).contains(new JournalEntry(7, ODD));
    }

    @Test void aRecordThatHasNoTextCostsNoOther() throws Exception {
        AccountingRecord broken = new AccountingRecord("INVITE", "a", "b", "bad", 200, "OK", NOW, "{}", "{}", nothing(), "d", "o", "u", "d", "");
        try (AccountingJournal journal = open()) {
            CompletionStage<Void> first = journal.keep(record("c1"));
            CompletionStage<Void> bad = journal.keep(broken);
            CompletionStage<Void> last = journal.keep(record("c2"));
            first.toCompletableFuture().get(5, TimeUnit.SECONDS);
            last.toCompletableFuture().get(5, TimeUnit.SECONDS);
            assertThat(bad.toCompletableFuture()).failsWithin(Duration.ofSeconds(5)).withThrowableThat().withMessageContaining("srcUser");
            keep(journal, "c3");
            await(() -> journal.shipped() == 3);
        }
        assertThat(table.callIds()).containsExactly("c1", "c2", "c3");
    }

    /** What a library may hand over where a text is expected. */
    @SuppressWarnings("NullAway")
    private static String nothing() {
        return new HashMap<String, String>().get("");
    }

    private static String crc(String json) {
        CRC32C crc = new CRC32C();
        crc.update(json.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    @Test void anEntryOfAnEarlierVersionHasNoBranch() {
        String json = "{\"method\":\"BYE\",\"fromTag\":\"a\",\"toTag\":\"b\",\"callId\":\"c\",\"sipCode\":200,"
                + "\"sipReason\":\"OK\",\"time\":\"2026-01-01T00:00:00Z\","
                + "\"srcLeg\":\"{}\",\"dstLeg\":\"{}\",\"srcUser\":\"u\",\"srcDomain\":\"d\",\"dstOuser\":\"\",\"dstUser\":\"v\",\"dstDomain\":\"d\"}";
        assertThat(JournalFormat.parse("7\t" + crc(json) + "\t" + json).orElseThrow().record().branchId()).isEmpty();
    }
}
