package io.tandem.e2e.wire;

import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Cloud PBX: extensions, device ids, groups, managers and secretaries. */
class HuntGroupWireIT extends WireTest {
    private Pbx pbx;

    @BeforeEach void open() throws Exception {
        pbx = Pbx.open(platform);
    }

    @Test void aGroupRingsAllMembersAndTheRestAreCancelled() throws Exception {
        Party sales = pbx.group("sales", "90", Map.of("pbx_hunt_policy", "parallel", "pbx_hunt_timeout", 10, "display_name", "Sales"));
        Party bob = pbx.member("bob", "12", sales);
        Party carol = pbx.member("carol", "13", sales);
        try (Callee beaten = platform.beaten(carol); Callee phone = platform.registered(bob)) {
            Caller call = platform.call(pbx.pilot(), "sip:90@" + platform.domain());
            call.answered();
            assertThat(phone.end().request("INVITE").from().displayName()).startsWith("[H Sales]");
            SipMessage cancel = beaten.end().request("CANCEL");
            assertThat(cancel.header("Reason").orElseThrow()).contains("Call completed elsewhere");
            JsonNode cdr = platform.cdr(call.callId());
            assertThat(cdr.path("destination_user").asString()).isEqualTo("sales");
            assertThat(cdr.path("call_status").asString()).isEqualTo("ok");
        }
    }

    @Test void aSerialGroupGoesOnWithTheNextMember() throws Exception {
        Party sales = pbx.group("sales", "90", Map.of("pbx_hunt_policy", "serial", "pbx_hunt_timeout", 5));
        Party bob = pbx.member("bob", "12", sales);
        Party carol = pbx.member("carol", "13", sales);
        platform.register(bob);
        try (Callee busy = platform.refusing(bob, 486, "Busy Here"); Callee phone = platform.registered(carol)) {
            platform.call(pbx.pilot(), sales.uri()).answered();
            busy.end();
            phone.end();
        }
    }

    @Test void anExtensionIsDialledAndRepliesShowIt() throws Exception {
        Party bob = pbx.seat("bob", "12", Map.of());
        try (Callee phone = platform.registered(bob)) {
            Caller call = platform.call(pbx.pilot(), "sip:12@" + platform.domain());
            assertThat(call.answered().response(200).header("P-Asserted-Identity").orElseThrow()).contains("sip:12@");
            phone.end();
            JsonNode cdr = platform.cdr(call.callId());
            assertThat(cdr.path("destination_user_dialed").asString()).isEqualTo("12");
            assertThat(cdr.path("destination_user_in").asString()).isEqualTo(bob.number());
        }
    }

    @Test void anAliasOfAnExtensionRingsItToo() throws Exception {
        String alias = "431" + platform.numbers() + "89";
        Party bob = pbx.seat("bob", "12", Map.of("alias_numbers", List.of(Map.of("cc", "43", "ac", "1", "sn", platform.numbers() + "89"))));
        try (Callee phone = platform.registered(bob)) {
            Caller call = platform.call(pbx.pilot(), "sip:" + alias + "@" + platform.domain());
            assertThat(call.answered().response(200).header("P-Asserted-Identity").orElseThrow()).contains("sip:12@");
            phone.end();
            JsonNode cdr = platform.cdr(call.callId());
            assertThat(cdr.path("destination_user").asString()).isEqualTo("bob");
            assertThat(cdr.path("destination_user_in").asString()).isEqualTo(alias);
        }
    }

    @Test void aDeviceIdIsRungAlone() throws Exception {
        String number = "431" + platform.numbers() + "88";
        Party bob = pbx.seat("bob", "12", Map.of("alias_numbers", List.of(Pbx.devid(number, "bobdesk"))));
        Party desk = pbx.device(bob, number);
        try (Callee phone = platform.registered(desk)) {
            Caller call = platform.call(pbx.pilot(), "sip:" + number + "@" + platform.domain());
            call.answered();
            phone.end();
            assertThat(Platform.tags(platform.cdr(call.callId()))).containsEntry("r_user", number).containsEntry("r_ua", "SIPp");
        }
        assertThat(platform.call(pbx.pilot(), bob.uri()).refused(480).response(480).reason()).isEqualTo("Offline");
    }

    @Test void callsToTheManagerGoToTheSecretaryAndHersReachHim() throws Exception {
        Party manager = pbx.seat("manager", "11", Map.of());
        Party secretary = pbx.seat("secretary", "12", Map.of());
        platform.preferences(manager, Map.of("manager_secretary", true, "secretary_numbers", List.of(secretary.number())));
        platform.forwards(manager, "cfu", "sip:" + manager.number() + "@managersecretary.local", Map.of());
        try (Callee phone = platform.registered(secretary)) {
            Caller call = platform.call(pbx.pilot(), manager.uri());
            call.answered();
            phone.end();
            assertThat(platform.cdrs(call.callId(), 2)).extracting(leg -> leg.path("call_type").asString()).containsExactlyInAnyOrder("call", "cfu");
        }
        try (Callee phone = platform.registered(manager)) {
            Caller call = platform.call(secretary, manager.uri());
            call.answered();
            phone.end();
            assertThat(platform.cdr(call.callId()).path("call_type").asString()).isEqualTo("call");
        }
    }
}
