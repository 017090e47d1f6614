package io.tandem.proxy.codec;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Preferences as options of the ng protocol (signalling.md §2.22, §5.4). */
class MediaWishesTest {
    private static MediaWishes of(String preferences) {
        Map<String, List<String>> values = Arrays.stream(preferences.split(";")).map(text -> text.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> List.of(pair[1])));
        return MediaWishes.of(new Preferences(values));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "use_rtpproxy=ice_strip_candidates          |",
        "use_rtpproxy=ice_add_candidates            | ICE=optional",
        "use_rtpproxy=ice_replace_candidates        | ICE=force",
        "use_rtpproxy=ice_force_relay_candidates    | ICE=force-relay",
        "use_rtpproxy=ice_client_preference         | ICE=default",
        "transport_protocol=transparent             |",
        "transport_protocol=RTP/SAVPF               | transport-protocol=RTP/SAVPF",
        "transport_protocol=nonsense                |",
        "ipv46_for_rtpproxy=auto                    |",
        "ipv46_for_rtpproxy=force_ipv4              | address-family=IP4",
        "ptime=default                              |",
        "ptime=20                                   | ptime=20",
        "DTLS_fingerprint=sha-512                   | DTLS-fingerprint=sha-512",
        "record_call=0                              |",
        "record_call=2                              | recording-vsc",
        "allow_asymmetric_codecs=1                  | allow-asymmetric-codecs",
        "single_codec=1                             | single-codec",
        "generate_rtcp=1                            | generate-RTCP",
        "sdp_crypto_base64_padding=1                | pad-crypto",
        "original_sendrecv=1                        | original-sendrecv",
        "rtp_debug=1                                | debug",
        "OSRTP_offer=1                              | OSRTP-offer",
        "ICE_lite=1                                 | ICE-lite=forward",
        "T38_decode=1                               | T.38-decode",
        "convert_dtmf_info=1                        | inject-DTMF",
        "T38_no_V27ter=1                            | T.38-no-V.27ter",
        "transcode_dtmf=1                           | codec-transcode-telephone-event",
        "transcode_cn=1                             | codec-transcode-CN",
        "transcode_speex_16=1                       | codec-transcode-speex/16000",
        "transcode_G723=1                           | codec-transcode-G723",
        "transcode_G723=1;g723_bitrate=6300         | codec-transcode-G723/8000/1/6300",
        "transcode_opus_mono=1;opus_mono_bitrate=default | codec-transcode-opus/48000/1",
        "transcode_opus_stereo=1;opus_stereo_bitrate=32000 | codec-transcode-opus/48000/2/32000",
        "transcode_AMR=1                            | codec-transcode-AMR/8000/1",
        "transcode_AMR=1;AMR_bitrate=12200          | codec-transcode-AMR/8000/1/12200",
        "transcode_AMR_WB=1;AMR_WB_octet_align=1;AMR_WB_mode_set=0,2 | codec-transcode-AMR-WB/16000/1///octet-align--1;mode-set--0,2",
        "transcode_AMR=1;AMR_bitrate=5900;AMR_CMR_interval=100 | codec-transcode-AMR/8000/1/5900///CMR-interval--100"})
    void aPreferenceIsAnOption(String preferences, String option) {
        assertThat(of(preferences).options()).isEqualTo(option == null ? List.of() : List.of(option));
    }

    @Test void everyFlagAndCodecHasItsOption() {
        CallPreferences.RELAY_FLAGS.forEach(flag -> assertThat(of(flag.name() + "=1").options()).as(flag.name()).hasSize(1));
        CallPreferences.TRANSCODED.forEach(codec -> assertThat(of(codec.name() + "=1").options()).as(codec.name()).hasSize(1));
    }

    @Test void whatIsReadAgainIsTheSame() {
        MediaWishes wishes = of("use_rtpproxy=never;rtp_interface=web;transcode_AMR=1;AMR_mode_set=0,2;transport_protocol=RTP/SAVP;record_call=3;T38_FEC=1");
        assertThat(MediaWishes.parse(wishes.text())).isEqualTo(wishes);
        assertThat(MediaWishes.parse("")).isEqualTo(MediaWishes.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"media-address=192.0.2.1", "ICE=x;y", "interface=a b", "ptime=99999", "call-id=other", "no-such-flag", "\u0000",
        "codec-transcode-"})
    void whatAPhoneWritesIntoItsRouteIsNoOption(String text) {
        assertThat(MediaWishes.parse(text).options()).isEqualTo(text.equals("interface=a b") ? List.of("interface=a") : List.of());
    }
}
