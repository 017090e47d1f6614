package io.tandem.proxy.accounting;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

import io.tandem.proxy.json.JsonObject;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A journal entry as one line of text: {@code sequence TAB crc TAB json LF}. */
final class JournalFormat {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JournalFormat() {}

    static byte[] toLine(JournalEntry entry) {
        String json = json(entry.record());
        return (entry.sequence() + "\t" + crc(json) + "\t" + json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Names are those of the record. */
    private static String json(AccountingRecord record) {
        return new JsonObject().put("method", record.method()).put("fromTag", record.fromTag()).put("toTag", record.toTag())
                .put("callId", record.callId()).put("sipCode", record.sipCode()).put("sipReason", record.sipReason())
                .put("time", record.time().toString()).put("srcLeg", record.srcLeg()).put("dstLeg", record.dstLeg())
                .put("srcUser", record.srcUser()).put("srcDomain", record.srcDomain()).put("dstOuser", record.dstOuser())
                .put("dstUser", record.dstUser()).put("dstDomain", record.dstDomain()).put("branchId", record.branchId()).done();
    }

    /** Empty for a line that was cut off or damaged. */
    static Optional<JournalEntry> parse(String line) {
        String[] parts = line.split("\t", 3);
        if (parts.length < 3 || !parts[1].equals(crc(parts[2]))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new JournalEntry(Long.parseLong(parts[0]), MAPPER.readValue(parts[2], AccountingRecord.class)));
        } catch (NumberFormatException | JacksonException damaged) {
            return Optional.empty();
        }
    }

    private static String crc(String json) {
        CRC32C crc = new CRC32C();
        crc.update(json.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
