package io.tandem.billing.mediation;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Accounting rows as proxies write them; times are seconds after {@link #T0}. */
final class Rows {
    static final long T0 = 1_795_000_000L;

    private Rows() {}

    static AccountingRow invite(long id, int code, double time) { return invite(id, "call-1", "ta", "tb", code, time, "call"); }

    static AccountingRow invite(long id, String callId, String fromTag, String toTag, int code, double time, String type) {
        return new AccountingRow(id, "INVITE", fromTag, toTag, callId, Integer.toString(code), time(time), sourceLeg(type, T0 + time - 2),
                destinationLeg(), "z9hG4bK" + id);
    }

    static AccountingRow bye(long id, double time) { return bye(id, "call-1", "ta", "tb", time); }

    static AccountingRow bye(long id, String callId, String fromTag, String toTag, double time) {
        return new AccountingRow(id, "BYE", fromTag, toTag, callId, "200", time(time), "", "", "");
    }

    /** @param dialog that it names */
    static AccountingRow refer(long id, String callId, String dialog, double time) {
        return new AccountingRow(id, "REFER", "tb", "ta", callId, "202", time(time), "{\"cid\":\"" + dialog + "\"}", "{}", "");
    }

    static AccountingRow with(AccountingRow row, String srcLeg, String dstLeg) {
        return new AccountingRow(row.id(), row.method(), row.fromTag(), row.toTag(), row.callId(), row.sipCode(), row.timeHires(),
                srcLeg, dstLeg, row.branchId());
    }

    static String sourceLeg(String type, double initTime) {
        return """
                {"uuid":"11111111-1111-1111-1111-111111111111","u":"alice","d":"example.org","cli":"43110001",\
                "s_id":"ext-a","c_id":"ext-ca","a_id":3,\
                "pau":"","par":"","clir":1,"s":"%s","ip":"127.126.0.1","t":%.3f,\
                "gpp":["g0","",null,"","","","","","","g9"],"lnp_p":"","cli_out":"0043110001","lnp_t":"","pai":"sip:43110001@example.org",\
                "div":"","cid":"group-1","u2u":"","lcr":"","cc_quota":"","cc_sub":"1","cc_cust":"","last_hih":"","ppi":"<sip:x@y>"}"""
                .formatted(type, initTime);
    }

    static String destinationLeg() {
        return """
                {"plu":"0","s_id":"ext-b","c_id":"ext-cb","a_id":"4","dialed":"10002",\
                "uuid":"22222222-2222-2222-2222-222222222222","u":"bob","d":"example.org","u_in":"43110002","d_in":"example.org",\
                "lcr":"","gpp":[],"lnp_p":"","u_out":"43110002","lnp_t":"",\
                "fci":"","cc_quota":"","cc_sub":"","cc_cust":"","hg_ext_response":"","r_user":"bob","r_ua":"SIPp"}""";
    }

    /** As the proxy inserts it. */
    static void insert(Connection connection, AccountingRow row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into accounting.acc (method, from_tag, to_tag, callid, "
                + "sip_code, sip_reason, time, time_hires, src_leg, dst_leg, branch_id) values (?, ?, ?, ?, ?, '', now(), ?, ?, ?, ?)")) {
            Object[] values = {row.method(), row.fromTag(), row.toTag(), row.callId(), row.sipCode(), row.timeHires(), row.srcLeg(),
                row.dstLeg(), row.branchId()};
            for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
            statement.executeUpdate();
        }
    }

    static BigDecimal time(double seconds) { return BigDecimal.valueOf(Math.round((T0 + seconds) * 1000), 3); }
}
