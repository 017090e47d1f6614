package io.tandem.proxy.keepalive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.proxy.location.ClosedFlow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a notice says, it is read without an error, and what it names can be written down again. */
class FlowNoticeFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void aNoticeIsRead(byte[] body) {
        for (ClosedFlow flow : FlowNotice.flows(body)) {
            assertThat(flow.received()).doesNotContain("\n");
            byte[] again = ("connection=" + Long.toHexString(flow.connection()) + ";received=" + flow.received()).getBytes(UTF_8);
            assertThat(FlowNotice.flows(again)).extracting(ClosedFlow::connection).contains(flow.connection());
        }
    }
}
