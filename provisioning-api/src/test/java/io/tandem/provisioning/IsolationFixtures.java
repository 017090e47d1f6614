package io.tandem.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.tandem.data.ban.AccountBan;
import io.tandem.data.ban.BanStore;
import io.tandem.data.ban.SourceBan;
import io.tandem.data.redis.RedisLink;
import io.tandem.provisioning.access.Role;
import io.tandem.testkit.server.TestServers;

import static io.tandem.provisioning.Fixture.Owner.CUSTOMER;
import static io.tandem.provisioning.Fixture.Owner.OTHER_SUBSCRIBER;
import static io.tandem.provisioning.Fixture.Owner.RESELLER;
import static io.tandem.provisioning.Fixture.Owner.SUBSCRIBER;
import static io.tandem.provisioning.Fixture.Owner.SYSTEM;
import static io.tandem.provisioning.Fixture.none;
import static io.tandem.provisioning.Fixture.post;
import static io.tandem.provisioning.Fixture.row;

/** One line a resource; {@link IsolationIT} does the rest. */
final class IsolationFixtures {
    private static final Instant LATER = Instant.parse("2099-01-02T03:04:05Z");
    private static final BanStore BANS = new BanStore(new RedisLink(TestServers.redis().uri()), Clock.systemUTC());

    private static final ApiClient ADMINISTRATOR = ApiClient.administrator();

    /** Accounts, tenants, identities. */
    private static final List<Fixture> IDENTITIES = List.of(
        post("admins", RESELLER, w -> """
            {"login": "admin-%d", "password": "Xy1!Xy2!Xy3!-%1$d", "role": "reseller", "reseller_id": %d}""".formatted(World.unique(), w.reseller()))
            .hiddenFrom(Role.CCAREADMIN, Role.CCARE, Role.LINTERCEPT),
        post("admincerts", RESELLER, w -> "{\"login\": \"%s\"}".formatted(w.adminLogin())).hiddenFrom(Role.CCAREADMIN, Role.CCARE, Role.LINTERCEPT),
        none("authtokens"), none("otpsecret"), none("passwordchange"), none("passwordrecovery"), none("passwordreset"), none("userinfo"),
        row("bannedips", SYSTEM, _ -> {
            BANS.put(new SourceBan("192.0.2.77", "flood", 1, Instant.now(), LATER, "lb"));
            return "192.0.2.77";
        }),
        row("bannedusers", SYSTEM, w -> {
            BANS.put(new AccountBan("isolated@example.org", "192.0.2.78", 5, 0, Instant.now(), LATER, "agent", "lb"));
            return "isolated@example.org";
        }),
        row("capabilities", SYSTEM, _ -> "1"),
        row("resellers", SYSTEM, w -> Long.toString(w.reseller())).keep(),
        post("resellers", SYSTEM, _ -> "{\"contract_id\": %s, \"name\": \"r%d\", \"status\": \"active\"}".formatted(contract("reseller"), World.unique())),
        post("billingprofiles", RESELLER, w -> "{\"reseller_id\": %d, \"handle\": \"h%d\", \"name\": \"n%2$d\"}".formatted(w.reseller(), World.unique())),
        post("emailtemplates", RESELLER, w -> """
            {"reseller_id": %d, "name": "t%d", "from_email": "a@default.invalid", "subject": "s", "body": "b"}""".formatted(w.reseller(), World.unique())),
        post("timesets", RESELLER, w -> named(w)),
        post("subscriberprofilesets", RESELLER, w -> profileSet(w)),
        post("subscriberprofiles", RESELLER, w -> profile(w)),
        post("customerlocations", RESELLER, w -> """
            {"contract_id": %d, "name": "l%d", "description": "d", "blocks": [{"ip": "192.0.2.0", "mask": 24}]}""".formatted(w.customer(), World.unique())),
        post("subscriberlocationmappings", RESELLER, w -> """
            {"subscriber_id": %d, "mode": "add", "location": "sip:%d@192.0.2.1"}""".formatted(w.subscriber(), World.unique())),
        post("upnrewritesets", RESELLER, w -> """
            {"subscriber_id": %d, "new_cli": "43%d", "upn_rewrite_sources": [{"pattern": "*"}]}""".formatted(w.subscriber(), World.unique())),
        row("numbers", CUSTOMER, w -> Long.toString(World.number("select primary_number_id from billing.voip_subscribers where id = ?", w.subscriber()))),
        row("profilepreferences", RESELLER, w -> made("subscriberprofiles", profile(w))),
        row("resellerpreferences", RESELLER, w -> Long.toString(w.reseller())),
        row("customerpreferences", CUSTOMER, w -> Long.toString(w.customer())),
        row("peeringserverpreferences", SYSTEM, _ -> made("peeringservers", peeringServer())),
        row("activesubscriberpreferences", CUSTOMER, w -> Long.toString(w.subscriber())),
        none("subscriberpreferencedefs"), none("domainpreferencedefs"), none("profilepreferencedefs"), none("peeringserverpreferencedefs"),
        none("resellerpreferencedefs"), none("customerpreferencedefs"),
        post("systemcontacts", SYSTEM, w -> "{\"email\": \"isolated-%d@default.invalid\"}".formatted(World.unique())),
        post("customercontacts", RESELLER, w -> "{\"email\": \"isolated@default.invalid\", \"reseller_id\": %d}".formatted(w.reseller())),
        post("contracts", SYSTEM, w -> """
            {"contact_id": 1, "billing_profile_id": 1, "type": "sippeering", "status": "active"}"""),
        post("customers", RESELLER, w -> """
            {"contact_id": %d, "billing_profile_id": %d, "type": "sipaccount", "status": "active"}""".formatted(w.contact(), w.billingProfile()))
            .hiddenFrom(Role.SUBSCRIBERADMIN),
        row("customers", CUSTOMER, w -> Long.toString(w.customer())).keep(),
        post("domains", RESELLER, w -> "{\"domain\": \"d%d.example.org\", \"reseller_id\": %d}".formatted(World.unique(), w.reseller())),
        row("domainpreferences", RESELLER, w -> Long.toString(w.domain())),
        post("subscribers", OTHER_SUBSCRIBER, w -> """
            {"domain_id": %d, "customer_id": %d, "username": "u%d", "password": "testuser", "primary_number": {"cc": "43", "ac": "9", "sn": "%3$d"}}"""
            .formatted(w.domain(), w.customer(), World.unique())),
        row("subscribers", SUBSCRIBER, w -> Long.toString(w.subscriber())).keep(),
        row("subscriberpreferences", SUBSCRIBER, w -> Long.toString(w.subscriber())),
        post("subscriberregistrations", SUBSCRIBER, w -> """
            {"subscriber_id": %d, "contact": "sip:%d@192.0.2.1:5060", "expires": "2099-01-01 00:00:00", "q": 1}"""
            .formatted(w.subscriber(), World.unique())),
        row("events", RESELLER, w -> Long.toString(World.insert("insert into accounting.events (type, subscriber_id, reseller_id, timestamp) "
            + "values ('start_profile', ?, ?, 1795449600)", w.subscriber(), w.reseller()))),
        row("calls", RESELLER, w -> Long.toString(World.insert("""
            insert into accounting.cdr (source_user_id, source_provider_id, source_account_id, source_user, source_domain, source_cli, source_clir,
              source_ip, destination_user_id, destination_provider_id, destination_user, destination_domain, destination_user_dialed,
              destination_user_in, destination_domain_in, call_type, call_status, call_code, init_time, start_time, duration, call_id)
            values (?, '1', ?, 'a', 'a.example', '1', 0, '127.0.0.1', '0', '0', 'b', 'b.example', 'b', 'b', 'b.example', 'call', 'ok', '200',
              1795449600, 1795449601, 5, ?)""", w.uuid(), w.customer(), "isolated-" + World.unique()))));

    /** Rules for numbers and headers, peering, restrictions. */
    private static final List<Fixture> NUMBERS = List.of(
        post("rewriterulesets", RESELLER, w -> named(w)),
        post("rewriterules", RESELLER, w -> """
            {"set_id": %s, "match_pattern": "^0", "replace_pattern": "43", "description": "d"}""".formatted(made("rewriterulesets", named(w)))),
        none("applyrewrites"),
        none("callcontrols"),
        post("headerrulesets", RESELLER, w -> named(w)),
        post("headerrules", RESELLER, w -> headerRule(w)),
        post("headerruleconditions", RESELLER, w -> """
            {"rule_id": %s, "match_type": "header", "match_part": "full", "match_name": "From", "expression": "is", "value_type": "input",
             "values": [{"value": "a"}]}""".formatted(made("headerrules", headerRule(w)))),
        post("headerruleactions", RESELLER, w -> """
            {"rule_id": %s, "header": "X-A", "header_part": "full", "action_type": "set", "value_part": "full", "value": "1"}"""
            .formatted(made("headerrules", headerRule(w)))),
        post("ncoslevels", RESELLER, w -> level(w, 1)),
        post("ncoslevels", RESELLER, w -> level(w, 0)).hiddenFrom(Role.SUBSCRIBERADMIN),
        post("ncospatterns", RESELLER, w -> "{\"ncos_level_id\": %s, \"pattern\": \"^43\"}".formatted(made("ncoslevels", level(w, 0)))),
        post("ncoslnpcarriers", RESELLER, w -> ncosCarrier(w)),
        post("ncoslnppatterns", RESELLER, w -> "{\"ncos_lnp_list_id\": %s, \"pattern\": \"^43\"}".formatted(made("ncoslnpcarriers", ncosCarrier(w)))),
        post("ncossets", RESELLER, w -> ncosSet(w, 1)),
        post("ncossets", RESELLER, w -> ncosSet(w, 0)).hiddenFrom(Role.SUBSCRIBERADMIN),
        post("ncossetlevels", RESELLER, w -> "{\"ncos_set_id\": %s, \"ncos_level_id\": %s}".formatted(made("ncossets", ncosSet(w, 0)),
            made("ncoslevels", level(w, 0)))),
        post("lnpcarriers", SYSTEM, _ -> carrier()),
        post("lnpnumbers", SYSTEM, _ -> "{\"carrier_id\": %s, \"number\": \"43%d\"}".formatted(made("lnpcarriers", carrier()), World.unique())),
        post("emergencymappingcontainers", RESELLER, w -> named(w)),
        post("emergencymappings", RESELLER, w -> "{\"emergency_container_id\": %s, \"code\": \"112\"}"
            .formatted(made("emergencymappingcontainers", named(w)))),
        post("soundsets", CUSTOMER, w -> soundSet(w)),
        post("soundsets", RESELLER, w -> exposedSet(w)).readOnlyFor(Role.SUBSCRIBERADMIN),
        row("soundfiles", RESELLER, w -> made("soundfiles", "{\"set_id\": %s, \"handle\": \"callee_busy\"}".formatted(made("soundsets", exposedSet(w)))))
            .readOnlyFor(Role.SUBSCRIBERADMIN),
        post("soundfiles", CUSTOMER, w -> "{\"set_id\": %s, \"handle\": \"callee_busy\"}".formatted(made("soundsets", soundSet(w)))),
        row("soundfilerecordings", CUSTOMER, w -> sound(made("soundsets", soundSet(w)))),
        row("soundfilerecordings", RESELLER, w -> sound(made("soundsets", exposedSet(w)))),
        row("soundhandles", SYSTEM, _ -> Long.toString(World.number("select min(id) from provisioning.voip_sound_handles"))),
        row("soundgroups", SYSTEM, _ -> Long.toString(World.number("select min(id) from provisioning.voip_sound_groups"))),
        post("peeringgroups", SYSTEM, _ -> peeringGroup()),
        post("peeringservers", SYSTEM, _ -> peeringServer()),
        post("peeringrules", SYSTEM, _ -> "{\"group_id\": %s}".formatted(made("peeringgroups", peeringGroup()))),
        post("peeringinboundrules", SYSTEM, _ -> """
            {"group_id": %s, "field": "ruri_uri", "pattern": "^43", "priority": 1}""".formatted(made("peeringgroups", peeringGroup()))));

    /** What a subscriber has call handling do. */
    private static final List<Fixture> CALL_HANDLING = List.of(
        post("cfdestinationsets", SUBSCRIBER, w -> """
            {"subscriber_id": %d, "name": "s%d", "destinations": [{"destination": "voicebox"}]}""".formatted(w.subscriber(), World.unique())),
        post("cftimesets", SUBSCRIBER, w -> """
            {"subscriber_id": %d, "name": "s%d", "times": [{"wday": "2-6"}]}""".formatted(w.subscriber(), World.unique())),
        post("cfsourcesets", SUBSCRIBER, w -> """
            {"subscriber_id": %d, "name": "s%d", "mode": "whitelist", "sources": [{"source": "43*"}]}""".formatted(w.subscriber(), World.unique())),
        post("cfbnumbersets", SUBSCRIBER, w -> """
            {"subscriber_id": %d, "name": "s%d", "mode": "whitelist", "bnumbers": [{"bnumber": "43*"}]}""".formatted(w.subscriber(), World.unique())),
        ofSubscriber("cfmappings"), ofSubscriber("callforwards"), ofSubscriber("speeddials"), ofSubscriber("autoattendants"),
        ofSubscriber("voicemailsettings"), ofSubscriber("ccmapentries"), ofSubscriber("managersecretary"),
        post("reminders", SUBSCRIBER, w -> "{\"subscriber_id\": %d, \"time\": \"07:30\", \"recur\": \"never\"}".formatted(w.subscriber())),
        post("trustedsources", SUBSCRIBER, w -> """
            {"subscriber_id": %d, "src_ip": "192.0.2.9", "protocol": "UDP", "from_pattern": "^sip:%d"}""".formatted(w.subscriber(), World.unique())),
        post("sms", SUBSCRIBER, w -> "{\"subscriber_id\": %d, \"callee\": \"43%d\", \"text\": \"t\"}".formatted(w.subscriber(), World.unique())),
        row("callqueues", SUBSCRIBER, w -> {
            World.insert("insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) select ?, a.id, '1' "
                + "from provisioning.voip_preferences a where a.attribute = 'cloud_pbx_callqueue' and not exists (select 1 "
                + "from provisioning.voip_usr_preferences p where p.subscriber_id = ? and p.attribute_id = a.id)", w.subscriber(), w.subscriber());
            return Long.toString(w.subscriber());
        }),
        row("callrecordings", SUBSCRIBER, w -> Long.toString(recording(w))),
        row("callrecordingstreams", SUBSCRIBER, IsolationFixtures::stream), row("callrecordingfiles", SUBSCRIBER, IsolationFixtures::stream),
        row("maliciouscalls", RESELLER, w -> Long.toString(World.insert("""
            insert into accounting.malicious_calls (callee_uuid, call_id, caller, callee, start_time) values (?, 'm', '1', '2', 1795449600)""", w.uuid()))),
        row("voicemails", SUBSCRIBER, IsolationFixtures::voicemail), row("voicemailrecordings", SUBSCRIBER, IsolationFixtures::voicemail),
        // Rows of these are tried by their own tests only: greetings are uploads, the lists must be asked for a subscriber or customer.
        none("voicemailgreetings"), none("calllists"), none("conversations"));

    private static final List<Fixture> EVENTS = List.of(
        post("webhooks", RESELLER, IsolationFixtures::webhook),
        row("webhookdeliveries", RESELLER, w -> {
            long event = World.insert("insert into provisioning.events (type, reseller_id, subject, data) values ('call.ended', ?, '1', '{}')", w.reseller());
            return Long.toString(World.insert("insert into provisioning.webhook_deliveries (webhook_id, event_id, status) values (?, ?, 'dead')",
                made("webhooks", webhook(w)), event));
        }));

    static final List<Fixture> ALL = Stream.of(IDENTITIES, NUMBERS, CALL_HANDLING, EVENTS, BillingFixtures.ALL).flatMap(List::stream).toList();

    private IsolationFixtures() {}

    private static String voicemail(World world) {
        return Long.toString(World.insert("""
            insert into voicemail.voicemail_spool (msgnum, dir, context, callerid, origtime, duration, mailboxuser, mailboxcontext, recording)
            values (?, ?, 'default', '1', '1795449600', '7', ?, 'default', 'RIFF')""", World.unique(),
            "/var/spool/asterisk/voicemail/default/" + world.uuid() + "/INBOX", world.uuid()));
    }

    private static long recording(World world) {
        long call = World.insert("insert into provisioning.recording_calls (call_id, start_timestamp) values (?, 1795449600)", "r" + World.unique());
        World.insert("insert into provisioning.recording_metakeys values (?, 'uuid', ?)", call, world.uuid());
        return call;
    }

    private static String stream(World world) {
        return Long.toString(World.insert("insert into provisioning.recording_streams (`call`, local_filename, full_filename, file_format, file_type, stream) "
            + "values (?, 'a', 'a.wav', 'wav', 'mixed', 'RIFF')", recording(world)));
    }

    private static Fixture ofSubscriber(String resource) {
        return row(resource, SUBSCRIBER, w -> Long.toString(w.subscriber()));
    }

    private static String made(String resource, String body) {
        return Sample.created(ADMINISTRATOR.post("/api/" + resource + "/", body));
    }

    private static String named(World world) {
        return "{\"reseller_id\": %d, \"name\": \"n%d\"}".formatted(world.reseller(), World.unique());
    }

    private static String headerRule(World world) {
        return "{\"set_id\": %s, \"name\": \"r%d\", \"direction\": \"a_inbound\", \"priority\": 1}".formatted(made("headerrulesets", named(world)),
            World.unique());
    }

    private static String level(World world, int exposed) {
        return "{\"reseller_id\": %d, \"level\": \"l%d\", \"mode\": \"blacklist\", \"expose_to_customer\": %d}".formatted(world.reseller(),
            World.unique(), exposed);
    }

    private static String ncosSet(World world, int exposed) {
        return "{\"reseller_id\": %d, \"name\": \"s%d\", \"expose_to_customer\": %d}".formatted(world.reseller(), World.unique(), exposed);
    }

    private static String ncosCarrier(World world) {
        return "{\"ncos_level_id\": %s, \"carrier_id\": %s}".formatted(made("ncoslevels", level(world, 0)), made("lnpcarriers", carrier()));
    }

    private static String carrier() {
        return "{\"name\": \"c%d\", \"prefix\": \"p%1$d\"}".formatted(World.unique());
    }

    private static String peeringGroup() {
        return "{\"contract_id\": %s, \"name\": \"g%d\", \"priority\": 1}".formatted(contract("sippeering"), World.unique());
    }

    private static String soundSet(World world) {
        return "{\"reseller_id\": %d, \"customer_id\": %d, \"name\": \"n%d\"}".formatted(world.reseller(), world.customer(), World.unique());
    }

    private static String sound(String set) {
        return Long.toString(World.insert("insert into provisioning.voip_sound_files (set_id, handle_id, filename, data) "
            + "select ?, min(id), 'a.wav', 'RIFF' from provisioning.voip_sound_handles", set));
    }

    private static String exposedSet(World world) {
        return "{\"reseller_id\": %d, \"name\": \"n%d\", \"expose_to_customer\": 1}".formatted(world.reseller(), World.unique());
    }

    private static String peeringServer() {
        return """
            {"group_id": %s, "name": "server-%d", "ip": "192.0.2.1", "port": 5060, "transport": 1, "weight": 1}"""
            .formatted(made("peeringgroups", peeringGroup()), World.unique());
    }

    private static String profileSet(World world) {
        return "{\"reseller_id\": %d, \"name\": \"n%d\", \"description\": \"d\"}".formatted(world.reseller(), World.unique());
    }

    private static String profile(World world) {
        return "{\"profile_set_id\": %s, \"name\": \"n%d\", \"description\": \"d\"}".formatted(made("subscriberprofilesets", profileSet(world)),
            World.unique());
    }

    private static String contract(String type) {
        return made("contracts", "{\"contact_id\": 1, \"billing_profile_id\": 1, \"type\": \"%s\", \"status\": \"active\"}".formatted(type));
    }

    private static String webhook(World world) {
        return """
            {"reseller_id": %d, "url": "https://192.0.2.1/", "events": ["call.ended"], "secret": "0123456789abcdef", "active": 0}"""
            .formatted(world.reseller());
    }
}
