package io.tandem.data.preference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.data.pattern.Wildcard;
import io.tandem.data.pbx.BusyMemberMode;
import io.tandem.data.pbx.HuntCancelMode;
import io.tandem.data.pbx.HuntPolicy;
import io.tandem.data.sound.RecordedCalls;
import io.tandem.net.peer.IpNetwork;

/** Every preference that call logic reads. */
public final class CallPreferences {
    private static final List<PreferenceKey<?>> ALL = new ArrayList<>();
    private static final Map<String, PreferenceKey<?>> BY_NAME = new HashMap<>();
    private static final IpNetwork NOBODY = IpNetwork.parse("0.0.0.0");

    // identity (§2.9)
    public static final PreferenceKey<Optional<String>> CLI = text("cli");
    public static final PreferenceKey<Optional<String>> USER_CLI = text("user_cli");
    public static final PreferenceKey<Optional<String>> DISPLAY_NAME = text("display_name");
    public static final PreferenceKey<NumberSource> INBOUND_UPN = choice("inbound_upn", NumberSource.FROM_USER);
    public static final PreferenceKey<NumberSource> INBOUND_NPN = choice("inbound_npn", NumberSource.FROM_USER);
    public static final PreferenceKey<RedirectingSource> INBOUND_UPRN = choice("inbound_uprn", RedirectingSource.NPN);
    public static final PreferenceKey<List<Wildcard>> ALLOWED_CLIS = wildcards("allowed_clis");
    public static final PreferenceKey<RejectPolicy> REJECT_POLICY = choice("allowed_clis_reject_policy", RejectPolicy.OVERRIDE_BY_USERNPN);
    public static final PreferenceKey<DiversionCheck> DIVERSION_CHECK = choice("skip_upn_check_on_diversion", DiversionCheck.NO);
    /** The value is the id of the first set; they are read by their subscriber. */
    public static final PreferenceKey<Boolean> UPN_REWRITE = present("upn_rewrite_id");
    public static final PreferenceKey<Boolean> CLIP_NO_SCREENING = flag("clip_no_screening");
    public static final PreferenceKey<Boolean> EXTENSION_IN_NPN = flag("extension_in_npn");
    public static final PreferenceKey<Boolean> CLIR = flag("clir");
    public static final PreferenceKey<Boolean> CLIR_INTRAPBX = flag("clir_intrapbx");
    public static final PreferenceKey<Boolean> CLIR_OVERRIDE = flag("clir_override");
    public static final PreferenceKey<Boolean> PAI_CLIR = flag("pai_clir");
    public static final PreferenceKey<ShownNumber> FROM_USER = choice("outbound_from_user", ShownNumber.UPN);
    public static final PreferenceKey<ShownNumber> FROM_DISPLAY = choice("outbound_from_display", ShownNumber.RCV_DISPLAY);
    public static final PreferenceKey<ShownNumber> PAI_USER = choice("outbound_pai_user", ShownNumber.NPN);
    public static final PreferenceKey<ShownNumber> PAI_DISPLAY = choice("outbound_pai_display", ShownNumber.NONE);
    public static final PreferenceKey<ShownNumber> PPI_USER = choice("outbound_ppi_user", ShownNumber.NONE);
    public static final PreferenceKey<ShownDiversion> DIVERSION = choice("outbound_diversion", ShownDiversion.AS_RECEIVED);
    public static final PreferenceKey<ShownDiversion> HISTORY_INFO = choice("outbound_history_info", ShownDiversion.AS_RECEIVED);
    public static final PreferenceKey<Optional<String>> DIVERSION_COUNTER = text("outbound_diversion_counter");
    public static final PreferenceKey<ShownCallee> TO_USER = choice("outbound_to_user", ShownCallee.CALLEE);
    public static final PreferenceKey<Boolean> FROM_USER_IS_PHONE = flag("outbound_from_user_is_phone");
    public static final PreferenceKey<Boolean> TO_USER_IS_PHONE = flag("outbound_to_user_is_phone");
    public static final PreferenceKey<Optional<String>> PEER_AUTH_USER = text("peer_auth_user");
    public static final PreferenceKey<Boolean> COLR = flag("colr");
    public static final PreferenceKey<Optional<String>> UA_HEADER_MODE = text("ua_header_mode");
    public static final PreferenceKey<Optional<String>> UA_HEADER_REPLACE = text("ua_header_replace");
    public static final PreferenceKey<Optional<String>> ALERT_INFO_TYPE = text("alert_info_type");
    public static final PreferenceKey<Optional<String>> ALERT_INFO_URL = text("alert_info_url");

    // cloud PBX (§3.10)
    public static final PreferenceKey<Boolean> CLOUD_PBX = flag("cloud_pbx");
    public static final PreferenceKey<Optional<String>> PBX_EXTENSION = text("cloud_pbx_ext");
    public static final PreferenceKey<Optional<String>> PBX_BASE_CLI = text("cloud_pbx_base_cli");
    public static final PreferenceKey<List<String>> HUNT_GROUP = texts("cloud_pbx_hunt_group");
    public static final PreferenceKey<HuntPolicy> HUNT_POLICY = choice("cloud_pbx_hunt_policy", HuntPolicy.NONE);
    public static final PreferenceKey<OptionalInt> HUNT_TIMEOUT = whole("cloud_pbx_hunt_timeout");
    public static final PreferenceKey<HuntCancelMode> HUNT_CANCEL_MODE = choice("cloud_pbx_hunt_cancel_mode", HuntCancelMode.CANCEL);
    public static final PreferenceKey<BusyMemberMode> BUSY_MEMBER_MODE = choice("busy_hg_member_mode", BusyMemberMode.RING);
    public static final PreferenceKey<Boolean> IGNORE_CF_WHEN_HUNTING = flag("ignore_cf_when_hunting");
    public static final PreferenceKey<Boolean> CALL_QUEUE = flag("cloud_pbx_callqueue");
    public static final PreferenceKey<OptionalInt> MAX_QUEUE_LENGTH = whole("max_queue_length");
    public static final PreferenceKey<OptionalInt> QUEUE_WRAP_UP = whole("queue_wrap_up_time");
    public static final PreferenceKey<Boolean> MANAGER_SECRETARY = flag("manager_secretary");
    public static final PreferenceKey<List<String>> SECRETARY_NUMBERS = texts("secretary_numbers");

    // who vouches for callers (§2.23)
    public static final PreferenceKey<Boolean> STIR_CHECK = flag("stir_check");
    public static final PreferenceKey<Optional<String>> STIR_PUB_URL = text("stir_pub_url");

    // numbers (§2.14)
    public static final PreferenceKey<OptionalInt> REWRITE_RULE_SET = whole("rewrite_rule_set");
    public static final PreferenceKey<Optional<String>> COUNTRY_CODE = text("cc");
    public static final PreferenceKey<Optional<String>> AREA_CODE = text("ac");

    public static final PreferenceKey<ExtendedDialing> EXTENDED_DIALING = choice("extended_dialing_mode", ExtendedDialing.EXTENDED_SEND_DIALED);
    public static final PreferenceKey<Boolean> E164_TO_RURI = flag("e164_to_ruri");
    public static final PreferenceKey<Boolean> NO_404_FALLBACK = flag("no_404_fallback");

    public static final PreferenceKey<OptionalInt> HEADER_RULE_SET = whole("header_rule_set");

    // forking (§2.2)
    public static final PreferenceKey<SerialForking> SERIAL_FORKING = choice("serial_forking_by_q_value", SerialForking.NO);
    public static final PreferenceKey<OptionalInt> CONTACT_RING_TIMEOUT = whole("contact_ringtimeout");
    public static final PreferenceKey<Boolean> LOOKUP_ALL_REGISTRATIONS = flag("lookup_all_registrations");
    public static final PreferenceKey<Set<Integer>> STOP_FORKING = codes("stop_forking_code_lists");

    // access (§2.1, §2.8)
    public static final PreferenceKey<OptionalInt> LOCK = whole("lock");
    public static final PreferenceKey<List<IpNetwork>> ALLOWED_IPS = networks("allowed_ips");
    public static final PreferenceKey<List<IpNetwork>> MAN_ALLOWED_IPS = networks("man_allowed_ips");
    public static final PreferenceKey<Boolean> IGNORE_ALLOWED_IPS = flag("ignore_allowed_ips");
    public static final PreferenceKey<Optional<String>> ALLOWED_IPS_HEADER = text("allowed_ips_header");
    public static final PreferenceKey<List<Wildcard>> UA_FILTER_LIST = wildcards("ua_filter_list");
    public static final PreferenceKey<Boolean> UA_FILTER_WHITELIST = flag("ua_filter_mode");
    public static final PreferenceKey<Boolean> UA_REJECT_MISSING = flag("ua_reject_missing");
    public static final PreferenceKey<Boolean> UNAUTH_INBOUND_CALLS = flag("unauth_inbound_calls");
    public static final PreferenceKey<OptionalInt> MAX_CALL_DURATION = whole("max_call_duration");
    public static final PreferenceKey<Boolean> ALLOW_LM_FORWARD_LOOP = flag("allow_lm_forward_loop");
    public static final PreferenceKey<Optional<String>> ANNOUNCE_CONN_TYPE = text("announce_conn_type");
    public static final PreferenceKey<Boolean> REJECT_VSC = flag("reject_vsc");
    public static final PreferenceKey<Boolean> LAST_NUMBER_REDIAL = flag("last_number_redial");
    public static final PreferenceKey<Boolean> RECENT_CALLS_BY_UPN = flag("recent_calls_by_upn");
    public static final PreferenceKey<Boolean> MALICIOUS_CALL_IDENTIFICATION = flag("malicious_call_identification");
    public static final PreferenceKey<Optional<String>> SUPPORT_AUTO_ANSWER = text("support_auto_answer");
    public static final PreferenceKey<Optional<String>> ACCEPT_AUTO_ANSWER = text("accept_auto_answer");
    public static final PreferenceKey<Optional<String>> LANGUAGE = text("language");
    public static final PreferenceKey<Boolean> REJECT_EMERGENCY = flag("reject_emergency");
    public static final PreferenceKey<Boolean> EMERGENCY_MODE = flag("emergency_mode_enabled");
    public static final PreferenceKey<Boolean> EMERGENCY_PRIORITY = flag("emergency_priorization");
    public static final PreferenceKey<Optional<String>> EMERGENCY_CLI = text("emergency_cli");
    public static final PreferenceKey<EmergencyNumber> EMERGENCY_UPN = choice("emergency_upn", EmergencyNumber.NPN);

    public static final PreferenceKey<OptionalInt> EMERGENCY_CONTAINER = whole("emergency_mapping_container_id");
    public static final PreferenceKey<LocationFormat> LOCATION_FORMAT = choice("emergency_location_format", LocationFormat.CIRPACK);
    public static final PreferenceKey<Boolean> LOCATION_OBJECT = present("emergency_location_object");

    // block lists and restrictions (§2.10, §2.11)
    public static final PreferenceKey<List<Wildcard>> BLOCK_IN = wildcards("block_in_list");
    public static final PreferenceKey<Boolean> BLOCK_IN_WHITELIST = flag("block_in_mode");
    public static final PreferenceKey<Boolean> BLOCK_IN_CLIR = flag("block_in_clir");
    public static final PreferenceKey<List<Wildcard>> ADM_BLOCK_IN = wildcards("adm_block_in_list");
    public static final PreferenceKey<Boolean> ADM_BLOCK_IN_WHITELIST = flag("adm_block_in_mode");
    public static final PreferenceKey<Boolean> ADM_BLOCK_IN_CLIR = flag("adm_block_in_clir");
    public static final PreferenceKey<List<Wildcard>> BLOCK_OUT = wildcards("block_out_list");
    public static final PreferenceKey<Boolean> BLOCK_OUT_WHITELIST = flag("block_out_mode");
    public static final PreferenceKey<List<Wildcard>> ADM_BLOCK_OUT = wildcards("adm_block_out_list");
    public static final PreferenceKey<Boolean> ADM_BLOCK_OUT_WHITELIST = flag("adm_block_out_mode");
    public static final PreferenceKey<Optional<String>> DIVERT_BLOCK_OUT = text("divert_block_out");
    public static final PreferenceKey<Optional<String>> OVERRIDE_PIN = text("block_out_override_pin");
    public static final PreferenceKey<Optional<String>> ADM_OVERRIDE_PIN = text("adm_block_out_override_pin");
    public static final PreferenceKey<List<Wildcard>> UPN_BLOCK = wildcards("upn_block_list");
    public static final PreferenceKey<Boolean> UPN_BLOCK_WHITELIST = flag("upn_block_mode");
    public static final PreferenceKey<Boolean> UPN_BLOCK_CLIR = flag("upn_block_clir");
    public static final PreferenceKey<OptionalInt> NCOS = whole("ncos_id");
    public static final PreferenceKey<OptionalInt> ADM_NCOS = whole("adm_ncos_id");
    public static final PreferenceKey<OptionalInt> NCOS_SET = whole("ncos_set_id");
    public static final PreferenceKey<OptionalInt> ADM_NCOS_SET = whole("adm_ncos_set_id");
    public static final PreferenceKey<OptionalInt> ADM_CF_NCOS = whole("adm_cf_ncos_id");
    public static final PreferenceKey<OptionalInt> ADM_CF_NCOS_SET = whole("adm_cf_ncos_set_id");
    public static final PreferenceKey<List<Wildcard>> ADM_NCOS_EXCEPTIONS = wildcards("adm_ncos_exceptions");

    // forwards (§2.12): the values are ids of mappings, which are read by their subscriber
    public static final PreferenceKey<Boolean> CFU = present("cfu");
    public static final PreferenceKey<Boolean> CFB = present("cfb");
    public static final PreferenceKey<Boolean> CFT = present("cft");
    public static final PreferenceKey<Boolean> CFNA = present("cfna");
    public static final PreferenceKey<Boolean> CFS = present("cfs");
    public static final PreferenceKey<Boolean> CFR = present("cfr");
    public static final PreferenceKey<Boolean> CFO = present("cfo");
    public static final PreferenceKey<Boolean> FORWARD_COUNTS_AS_ONE = flag("count_callforward_as_one");
    public static final PreferenceKey<Boolean> LCR_PEER_CF = flag("lcr_peer_cf");
    public static final PreferenceKey<OptionalInt> RING_TIMEOUT = whole("ringtimeout");
    public static final PreferenceKey<Boolean> DND = flag("dnd");
    public static final PreferenceKey<List<String>> REROUTING_CODES = texts("rerouting_codes");
    public static final PreferenceKey<Optional<String>> REROUTING_MODE = text("rerouting_mode");
    public static final PreferenceKey<CallDeflection> CALL_DEFLECTION = choice("call_deflection", CallDeflection.ENABLED);

    // media (§2.22)
    public static final PreferenceKey<Optional<String>> CODECS_LIST = text("codecs_list");
    public static final PreferenceKey<Boolean> CODECS_WHITELIST = flag("codecs_filter");
    public static final PreferenceKey<Optional<String>> MEDIA_REMOVED = text("sdp_media_remove");
    public static final PreferenceKey<Optional<String>> USE_RTPPROXY = text("use_rtpproxy");
    public static final PreferenceKey<Optional<String>> BYPASS_RTPPROXY = text("bypass_rtpproxy");
    public static final PreferenceKey<Optional<String>> IPV46_FOR_RTPPROXY = text("ipv46_for_rtpproxy");
    public static final PreferenceKey<Optional<String>> TRANSPORT_PROTOCOL = text("transport_protocol");
    public static final PreferenceKey<Optional<String>> RTP_INTERFACE = text("rtp_interface");
    public static final PreferenceKey<Optional<String>> DTLS_FINGERPRINT = text("DTLS_fingerprint");
    public static final PreferenceKey<OptionalInt> PTIME = whole("ptime");
    /** Codecs that the relay offers beside those of the other party. */
    public static final List<PreferenceKey<Boolean>> TRANSCODED = Stream.of("PCMU", "PCMA", "G722", "G723", "G729", "GSM", "AMR", "AMR_WB", "opus_mono",
        "opus_stereo", "speex_8", "speex_16", "speex_32", "dtmf", "cn").map(codec -> flag("transcode_" + codec)).toList();
    /** What transcoded codecs are made with: bit/s, and for AMR what its fmtp says. */
    public static final List<PreferenceKey<Optional<String>>> CODEC_OPTIONS = Stream.of("opus_mono_bitrate", "opus_stereo_bitrate", "g723_bitrate",
        "AMR_bitrate", "AMR_octet_align", "AMR_mode_set", "AMR_mode_change_period", "AMR_mode_change_neighbor", "AMR_mode_change_capability",
        "AMR_CMR_interval", "AMR_mode_change_interval", "AMR_WB_bitrate", "AMR_WB_octet_align", "AMR_WB_mode_set", "AMR_WB_mode_change_period",
        "AMR_WB_mode_change_neighbor", "AMR_WB_mode_change_capability", "AMR_WB_CMR_interval", "AMR_WB_mode_change_interval")
        .map(CallPreferences::text).toList();
    /** Each is one option of the relay. */
    public static final List<PreferenceKey<Boolean>> RELAY_FLAGS = Stream.of("always_transcode", "allow_asymmetric_codecs", "single_codec", "generate_rtcp",
        "sdp_crypto_base64_padding", "original_sendrecv", "rtp_debug", "OSRTP_offer", "ICE_lite", "T38_decode", "T38_force", "T38_FEC", "T38_no_ECM",
        "T38_no_V17", "T38_no_V27ter", "T38_no_V29", "T38_no_V34", "T38_no_IAF", "convert_dtmf_info", "set_moh_sendonly",
        "set_moh_zeroconnection").map(CallPreferences::flag).toList();

    // connected party (§2.9)
    public static final PreferenceKey<Boolean> COLP_CF = flag("colp_cf");
    public static final PreferenceKey<Boolean> COLP_PSTN = flag("colp_pstn");

    // announcements (§2.20)
    public static final PreferenceKey<OptionalInt> SOUND_SET = whole("sound_set");
    public static final PreferenceKey<OptionalInt> CONTRACT_SOUND_SET = whole("contract_sound_set");
    public static final PreferenceKey<Boolean> PLAY_BEFORE_CF = flag("play_announce_before_cf");
    public static final PreferenceKey<Boolean> PLAY_BEFORE_CALL_SETUP = flag("play_announce_before_call_setup");
    public static final PreferenceKey<Boolean> PLAY_TO_CALLEE = flag("play_announce_to_callee");
    public static final PreferenceKey<Boolean> EMULATED_RINGBACK = flag("play_emulated_ringback_tone");
    public static final PreferenceKey<RecordedCalls> PLAY_BEFORE_RECORDING = choice("play_announce_before_recording", RecordedCalls.NEVER);
    public static final PreferenceKey<Boolean> ANNOUNCE_ERROR_CODES = flag("announce_error_codes_enable");
    public static final PreferenceKey<List<String>> ANNOUNCED_ERROR_CODES = texts("announce_error_codes_list");
    public static final PreferenceKey<Boolean> MUSIC_ON_HOLD = flag("music_on_hold");
    public static final PreferenceKey<OptionalInt> RECORD_CALL = whole("record_call");

    // conferences (§3.9)
    public static final PreferenceKey<Optional<String>> CONFERENCE_PIN = text("conference_pin");
    public static final PreferenceKey<OptionalInt> CONFERENCE_MAX_PARTICIPANTS = whole("conference_max_participants");

    // auto attendant (§3.10)
    public static final PreferenceKey<Optional<String>> AA_EXTENSIONS = text("aa_extensions_dial_mode");
    public static final PreferenceKey<OptionalInt> AA_TIMEOUTS = whole("aa_timeout_repetition");
    public static final PreferenceKey<OptionalInt> AA_WRONG_KEYS = whole("aa_wrongkey_repetition");

    // peering (§2.4, §2.16)
    public static final PreferenceKey<ForcedToPeer> FORCE_OUTBOUND = choice("force_outbound_calls_to_peer", ForcedToPeer.NEVER);
    public static final PreferenceKey<ForcedToPeer> FORCE_INBOUND = choice("force_inbound_calls_to_peer", ForcedToPeer.NEVER);
    public static final PreferenceKey<Boolean> FORCED_USES_PEER = flag("force_outb_call_uses_peer_hdrs");
    public static final PreferenceKey<Boolean> ANONYMIZE_FROM_USER = flag("anonymize_from_user");
    public static final PreferenceKey<Optional<String>> REASON_FOR_FAILOVER = text("reason_text_for_failover");
    public static final PreferenceKey<Boolean> HOSTNAME_RESOLUTION = flag("outbound_hostname_resolution");
    public static final PreferenceKey<Optional<String>> PEER_AUTH_PASS = text("peer_auth_pass");
    public static final PreferenceKey<Optional<String>> PEER_AUTH_REALM = text("peer_auth_realm");
    public static final PreferenceKey<Boolean> PEER_AUTH_REGISTER = flag("peer_auth_register");
    public static final PreferenceKey<Optional<String>> PEER_AUTH_HF_USER = text("peer_auth_hf_user");
    public static final PreferenceKey<Optional<String>> PEER_AUTH_REGISTRAR = text("peer_auth_registrar_server");
    public static final PreferenceKey<Boolean> FIND_SUBSCRIBER_BY_UUID = flag("find_subscriber_by_uuid");
    /** Name of the server that text messages to numbers elsewhere go to; set for domains. */
    public static final PreferenceKey<Optional<String>> SMSC_PEER = text("smsc_peer");
    public static final PreferenceKey<Optional<String>> OUTBOUND_SOCKET = text("outbound_socket");

    // session timers (§3.4)
    public static final PreferenceKey<Optional<String>> SST_ENABLE = text("sst_enable");
    public static final PreferenceKey<OptionalInt> SST_EXPIRES = whole("sst_expires");
    public static final PreferenceKey<OptionalInt> SST_MIN_TIMER = whole("sst_min_timer");
    public static final PreferenceKey<OptionalInt> SST_MAX_TIMER = whole("sst_max_timer");
    public static final PreferenceKey<Optional<String>> SST_REFRESH_METHOD = text("sst_refresh_method");
    public static final PreferenceKey<Boolean> DISABLE_PRACK = flag("disable_prack_method");

    // number portability (§2.17)
    public static final PreferenceKey<Boolean> LNP_TO_RN = flag("lnp_to_rn");
    public static final PreferenceKey<Boolean> LNP_ADD_NPDI = flag("lnp_add_npdi");
    public static final PreferenceKey<Boolean> LNP_FOR_LOCAL_SUB = flag("lnp_for_local_sub");
    public static final PreferenceKey<Boolean> CALLER_LNP_LOOKUP = flag("caller_lnp_lookup");
    public static final PreferenceKey<Boolean> SKIP_CALLEE_LNP_LOOKUP = flag("skip_callee_lnp_lookup");
    public static final PreferenceKey<Optional<String>> DEFAULT_LNP_PREFIX = text("default_lnp_prefix");
    public static final PreferenceKey<Boolean> ALLOW_OUT_FOREIGN_DOMAIN = flag("allow_out_foreign_domain");

    // limits (§2.7)
    public static final PreferenceKey<OptionalInt> CONCURRENT_MAX = whole("concurrent_max");
    public static final PreferenceKey<OptionalInt> CONCURRENT_MAX_IN = whole("concurrent_max_in");
    public static final PreferenceKey<OptionalInt> CONCURRENT_MAX_OUT = whole("concurrent_max_out");
    public static final PreferenceKey<OptionalInt> CONCURRENT_MAX_TOTAL = whole("concurrent_max_total");
    public static final PreferenceKey<OptionalInt> CONCURRENT_MAX_IN_TOTAL = whole("concurrent_max_in_total");
    public static final PreferenceKey<OptionalInt> CONCURRENT_MAX_OUT_TOTAL = whole("concurrent_max_out_total");
    public static final PreferenceKey<OptionalInt> CONCURRENT_MAX_PER_ACCOUNT = whole("concurrent_max_per_account");
    public static final PreferenceKey<OptionalInt> CONCURRENT_MAX_IN_PER_ACCOUNT = whole("concurrent_max_in_per_account");
    public static final PreferenceKey<OptionalInt> CONCURRENT_MAX_OUT_PER_ACCOUNT = whole("concurrent_max_out_per_account");
    public static final PreferenceKey<OptionalInt> CONCURRENT_CALLS_QUOTA = whole("concurrent_calls_quota");

    // records (§2.25)
    public static final PreferenceKey<Optional<String>> IP_HEADER = text("ip_header");

    private CallPreferences() {}

    /** All keys, each at its {@link PreferenceKey#index()}. */
    public static List<PreferenceKey<?>> all() { return Collections.unmodifiableList(ALL); }

    /** The key of an attribute; empty if call logic does not read it. */
    public static Optional<PreferenceKey<?>> of(String attribute) { return Optional.ofNullable(BY_NAME.get(attribute)); }

    private static <T> PreferenceKey<T> key(String name, T absent, Function<List<String>, Optional<T>> reader) {
        PreferenceKey<T> key = new PreferenceKey<>(name, ALL.size(), absent, reader);
        ALL.add(key);
        BY_NAME.put(name, key);
        return key;
    }

    /** Set to something else than 0 or nothing. */
    private static PreferenceKey<Boolean> flag(String name) {
        return key(name, false, stored -> Optional.of(!stored.getFirst().isEmpty() && !stored.getFirst().equals("0")));
    }

    /** Is stored; what it says is read elsewhere. */
    private static PreferenceKey<Boolean> present(String name) {
        return key(name, false, _ -> Optional.of(true));
    }

    private static PreferenceKey<Optional<String>> text(String name) {
        return key(name, Optional.empty(), stored -> stored.getFirst().isBlank() ? Optional.empty() : Optional.of(Optional.of(stored.getFirst())));
    }

    private static PreferenceKey<OptionalInt> whole(String name) {
        return key(name, OptionalInt.empty(), stored -> stored.getFirst().matches("-?\\d{1,9}")
                ? Optional.of(OptionalInt.of(Integer.parseInt(stored.getFirst()))) : Optional.empty());
    }

    /** Status codes, each a value or several in one. */
    private static PreferenceKey<Set<Integer>> codes(String name) {
        return key(name, Set.of(), stored -> Optional.of(stored.stream().flatMap(text -> Arrays.stream(text.split("\\D+")))
                .filter(code -> code.matches("[3-6]\\d\\d")).map(Integer::valueOf).collect(Collectors.toUnmodifiableSet())));
    }

    private static PreferenceKey<List<String>> texts(String name) {
        return key(name, List.of(), stored -> Optional.of(List.copyOf(stored)));
    }

    private static PreferenceKey<List<Wildcard>> wildcards(String name) {
        return key(name, List.of(), stored -> Optional.of(stored.stream().map(Wildcard::new).toList()));
    }

    /** A list of which nothing can be understood admits nobody, instead of everybody. */
    private static PreferenceKey<List<IpNetwork>> networks(String name) {
        return key(name, List.of(), stored -> Optional.of(stored.stream().map(CallPreferences::network).toList()));
    }

    private static IpNetwork network(String text) {
        try {
            return IpNetwork.parse(text.strip());
        } catch (IllegalArgumentException unreadable) {
            return NOBODY; // the API takes nothing else, so that somebody wrote past it
        }
    }

    /** Stored texts are the names of the constants in any letters, with a slash or a hyphen for some underscores. */
    private static <E extends Enum<E>> PreferenceKey<E> choice(String name, E absent) {
        Map<String, E> byText = new HashMap<>();
        Arrays.stream(absent.getDeclaringClass().getEnumConstants()).forEach(value -> byText.put(value.name().toLowerCase(Locale.ROOT), value));
        return key(name, absent, stored -> Optional.ofNullable(byText.get(stored.getFirst().toLowerCase(Locale.ROOT).replace('/', '_').replace('-', '_'))));
    }
}
