package io.tandem.proxy.ladder;

import io.tandem.proxy.accounting.AccountingRecord;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Records of transfers (signalling.md §2.25, §3.7): Alice has called Bob. L is the load balancer, P the proxy, S the B2BUA. */
class TransferRecordLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;

    TransferRecordLadderTest() {
        ladder.registered("bob", "sip:bob@192.0.2.9:5060");
        ladder.calls("sip:bob@example.org", "c1");
        b2bua.answersWithSdp(b2bua.expects("INVITE"), 200, "OK", "s1");
        lb.expects(200);
        ladder.records.clear();
    }

    private void refers(SipMessage refer, int status) {
        lb.sends(refer);                                                    // L ── REFER ─▶ P
        b2bua.answers(b2bua.expects("REFER"), status, "Something", "s1");   // P ── REFER ─▶ S, P ◀─ 202 ─ S
        lb.expects(status);
    }

    @Test void anAttendedTransferNamesTheDialogOfTheOtherCall() {
        refers(ladder.inDialog("REFER", "c1", 3, "s1").set("Refer-To", "<sip:carol@example.org?Replaces=c2%40alice%3Bto-tag%3Dt%3Bfrom-tag%3Df>"), 202);
        assertThat(ladder.records).singleElement().satisfies(record -> {
            assertThat(record.method()).isEqualTo("REFER");
            assertThat(record.callId()).isEqualTo("c1");
            assertThat(record.sipCode()).isEqualTo(202);
            assertThat(record.srcLeg()).isEqualTo("{\"cid\":\"c2@alice;to-tag=t;from-tag=f\"}");
            assertThat(record.dstUser()).isEqualTo("carol");
        });
    }

    @Test void aBlindTransferNamesItsOwnDialogWhicheverPartyAsks() {
        refers(ladder.inDialog("REFER", "c1", 3, "s1").set("Refer-To", "<sip:carol@example.org>"), 202);
        refers(ladder.inDialog("REFER", "c1_pbx-1", 4, "s1").set("Refer-To", "<sip:carol@example.org>").remove("Route"), 202);
        assertThat(ladder.records).extracting(AccountingRecord::srcLeg).containsExactly("{\"cid\":\"c1;to-tag=s1;from-tag=a1\"}",
                "{\"cid\":\"c1_pbx-1;to-tag=s1;from-tag=a1\"}");
    }

    @Test void aReferThatIsRefusedLeavesNone() {
        refers(ladder.inDialog("REFER", "c1", 3, "s1").set("Refer-To", "<sip:carol@example.org>"), 405);
        assertThat(ladder.records).isEmpty();
    }
}
