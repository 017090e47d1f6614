package io.tandem.proxy.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.snapshot.Preferences;

/** How one party of a call wants to be served by the media relay (signalling.md §2.22). Immutable.
 * @param options of the ng protocol: a flag, or {@code KEY=VALUE}; empty for what everybody gets */
public record MediaWishes(List<String> options) {
    /** No candidates, and everything else as the other party has it. */
    public static final MediaWishes NONE = new MediaWishes(List.of());
    /** Of an application of this system: it speaks plain RTP, whatever the caller speaks. */
    public static final MediaWishes APPLICATION = new MediaWishes(List.of("application"));
    private static final List<String> PLAIN_OFFER = List.of("transport-protocol=RTP/AVP", "rtcp-mux=demux", "SDES=off", "DTLS=off");
    /** The profile of an offer, whatever an earlier one of the call was turned into. */
    private static final String AS_OFFERED = "transport-protocol=accept";
    private static final String ICE_WHERE_SPOKEN = "ICE=default";
    /** This party's media need no relay; not for the relay. */
    private static final String WITHOUT_RELAY = "without-relay";
    /** Its media need no relay. */
    public static final MediaWishes NO_RELAY = new MediaWishes(List.of(WITHOUT_RELAY));
    /** Interface of the relay that faces this party; the relay wants to know it of both. */
    private static final String INTERFACE = "interface=";
    /** Sound file that is heard by whom this party holds, and how this party is told that it is held; not for the relay as they are. */
    private static final String MUSIC = "music=";
    private static final String HELD_SENDONLY = "held-sendonly";
    private static final String HELD_WITHOUT_ADDRESS = "held-without-address";
    private static final Map<String, String> ICE = Map.of("ice_add_candidates", "optional", "ice_replace_candidates", "force", "ice_force_relay_candidates",
            "force-relay", "ice_client_preference", "default");
    private static final List<String> PROTOCOLS = List.of("RTP/AVP", "RTP/SAVP", "RTP/AVPF", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF");
    private static final Map<String, String> FAMILIES = Map.of("force_ipv4", "IP4", "force_ipv6", "IP6");
    /** Keys that this party's phone tells of by INFO are put into its audio. */
    private static final String INJECTED_DIGITS = "inject-DTMF";
    private static final Map<String, String> FLAGS = Map.ofEntries(Map.entry("always_transcode", "always-transcode"),
            Map.entry("allow_asymmetric_codecs", "allow-asymmetric-codecs"), Map.entry("single_codec", "single-codec"),
            Map.entry("generate_rtcp", "generate-RTCP"), Map.entry("sdp_crypto_base64_padding", "pad-crypto"),
            Map.entry("original_sendrecv", "original-sendrecv"), Map.entry("rtp_debug", "debug"), Map.entry("OSRTP_offer", "OSRTP-offer"),
            Map.entry("ICE_lite", "ICE-lite=forward"), Map.entry("T38_decode", "T.38-decode"), Map.entry("T38_force", "T.38-force"),
            Map.entry("T38_FEC", "T.38-FEC"), Map.entry("T38_no_ECM", "T.38-no-ECM"), Map.entry("T38_no_V17", "T.38-no-V.17"),
            Map.entry("T38_no_V27ter", "T.38-no-V.27ter"), Map.entry("T38_no_V29", "T.38-no-V.29"), Map.entry("T38_no_V34", "T.38-no-V.34"),
            Map.entry("T38_no_IAF", "T.38-no-IAF"), Map.entry("convert_dtmf_info", MediaWishes.INJECTED_DIGITS),
            Map.entry("set_moh_sendonly", MediaWishes.HELD_SENDONLY), Map.entry("set_moh_zeroconnection", MediaWishes.HELD_WITHOUT_ADDRESS));
    private static final Map<Integer, List<String>> RECORDING = Map.of(1, List.of("record-call"), 2, List.of("recording-vsc"), 3,
            List.of("record-call", "recording-vsc"));
    private static final Pattern OTHER = Pattern.compile("ICE=[a-z-]{1,16}|transport-protocol=[A-Z/]{1,20}|address-family=IP[46]|interface=[A-Za-z0-9._-]{1,64}"
            + "|DTLS-fingerprint=sha-\\d{1,3}|ptime=\\d{1,3}|codec-transcode-[A-Za-z0-9/;,-]{1,200}"
            + "|music=\\d{1,9}|record-call|recording-vsc|without-relay|application");

    public MediaWishes {
        options = List.copyOf(options);
    }

    /** Of a party. Values that make no sense count as not set. */
    public static MediaWishes of(Preferences party) {
        List<String> options = new ArrayList<>(0);
        Optional<String> use = lower(party, CallPreferences.USE_RTPPROXY);
        if (use.filter("never"::equals).isPresent()) {
            options.add(WITHOUT_RELAY);
        }
        use.map(ICE::get).ifPresent(ice -> options.add("ICE=" + ice));
        party.get(CallPreferences.TRANSPORT_PROTOCOL).filter(PROTOCOLS::contains).ifPresent(protocol -> options.add("transport-protocol=" + protocol));
        lower(party, CallPreferences.IPV46_FOR_RTPPROXY).map(FAMILIES::get).ifPresent(family -> options.add("address-family=" + family));
        party.get(CallPreferences.RTP_INTERFACE).filter(name -> !name.equals("default")).ifPresent(name -> options.add(INTERFACE + name));
        lower(party, CallPreferences.DTLS_FINGERPRINT).ifPresent(hash -> options.add("DTLS-fingerprint=" + hash));
        party.get(CallPreferences.PTIME).ifPresent(milliseconds -> options.add("ptime=" + milliseconds));
        party.get(CallPreferences.RECORD_CALL).ifPresent(how -> options.addAll(RECORDING.getOrDefault(how, List.of())));
        CallPreferences.RELAY_FLAGS.stream().filter(party::get).forEach(flag -> options.add(FLAGS.get(flag.name())));
        CallPreferences.TRANSCODED.stream().filter(party::get).forEach(codec -> options.add("codec-transcode-" + TranscodedCodec.of(codec, party)));
        return known(options);
    }

    private static Optional<String> lower(Preferences party, PreferenceKey<Optional<String>> key) {
        return party.get(key).map(text -> text.toLowerCase(Locale.ROOT));
    }

    private static MediaWishes known(List<String> options) {
        return options.isEmpty() ? NONE
                : new MediaWishes(options.stream().filter(option -> FLAGS.containsValue(option) || OTHER.matcher(option).matches()).toList());
    }

    /** The wishes as one text without a line break. */
    public String text() {
        return String.join(" ", options);
    }

    /** Reads a {@link #text}; what cannot be a party's wish is none. */
    public static MediaWishes parse(String text) {
        return known(Arrays.asList(text.split(" ")));
    }

    /** Its media may pass without a relay. */
    public boolean needsNoRelay() {
        return options.contains(WITHOUT_RELAY);
    }

    /** It is {@link #APPLICATION}. */
    public boolean isApplication() {
        return equals(APPLICATION);
    }

    /** Of whoever talks to an application, which knows no ICE itself: it has ICE with the relay if it speaks ICE, unless its wishes say otherwise. */
    public MediaWishes towardsApplication() {
        return hasOption("ICE=") ? this : with(ICE_WHERE_SPOKEN);
    }

    /** Digits in INFO requests of this party become telephone events. */
    public boolean convertsDigits() {
        return options.contains(INJECTED_DIGITS);
    }

    /** The same with music for whom this party holds. @param file id of the sound file */
    public MediaWishes withMusic(int file) {
        return with(MUSIC + file);
    }

    /** What the relay is told of a description that comes from this party: what the other one hears while it is held, and how it is told.
     * Nobody plays music to an application: a conference would hear it. */
    public Optional<String> musicFor(MediaWishes other) {
        return other.isApplication() ? Optional.empty() : options.stream().filter(option -> option.startsWith(MUSIC)).findFirst()
                .map(option -> "moh=db-id:" + option.substring(MUSIC.length()) + (other.options.contains(HELD_SENDONLY) ? ",mode:sendonly" : "")
                        + (other.options.contains(HELD_WITHOUT_ADDRESS) ? ",connection:zero" : ""));
    }

    /** The same without a recording. */
    public MediaWishes unrecorded() {
        return new MediaWishes(options.stream().filter(option -> !option.startsWith("record")).toList());
    }

    /** Of whoever is offered a call in which an application has spoken to the caller before. */
    public MediaWishes afterApplication() {
        return isApplication() || hasOption("transport-protocol=") ? this : with(AS_OFFERED);
    }

    private boolean hasOption(String beginning) {
        return options.stream().anyMatch(option -> option.startsWith(beginning));
    }

    private MediaWishes with(String option) {
        return new MediaWishes(Stream.concat(options.stream(), Stream.of(option)).toList());
    }

    /** Name of the relay's interface that faces this party. */
    public Optional<String> facing() {
        return options.stream().filter(option -> option.startsWith(INTERFACE)).map(option -> option.substring(INTERFACE.length())).findFirst();
    }

    /** What the relay is told of a description that goes to this party.
     * @param offer codecs and protocol are asked for by offers; answers follow them */
    public List<String> of(boolean offer) {
        if (isApplication()) {
            return offer ? PLAIN_OFFER : List.of();
        }
        return options.stream().filter(option -> !option.equals(WITHOUT_RELAY) && !option.startsWith(INTERFACE) && !option.startsWith(MUSIC)
                && !option.equals(HELD_SENDONLY) && !option.equals(HELD_WITHOUT_ADDRESS)
                && (offer || !option.startsWith("codec-") && !option.startsWith("transport-protocol="))).toList();
    }
}
