package io.tandem.provisioning.conversion;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;

/** The formats in which sounds are given. */
public enum SoundFormat {
    WAV(List.of("audio/x-wav", "audio/wav", "audio/vnd.wave"), List.of()),
    /** With 48 kbit/s, a rate that MP3 has for all sample rates; by itself the encoder would take 8 kbit/s for those of telephones. */
    MP3(List.of("audio/mpeg", "audio/mp3"), List.of("-C", "48")),
    OGG(List.of("audio/ogg"), List.of());

    private final List<String> mediaTypes;
    private final List<String> options;

    SoundFormat(List<String> mediaTypes, List<String> options) {
        this.mediaTypes = mediaTypes;
        this.options = options;
    }

    /**
     * What a client asks for.
     *
     * @param format a name, or a media type of {@code Accept}
     * @return empty if he asks for nothing, or for a media type that is none of these
     * @throws ApiError 422 for another name
     */
    public static Optional<SoundFormat> asked(Optional<String> format) {
        Optional<SoundFormat> known = format.flatMap(SoundFormat::of);
        format.filter(name -> known.isEmpty() && name.indexOf('/') < 0).ifPresent(other -> {
            throw ApiError.unprocessable("Invalid 'format' (%s), must be wav, mp3 or ogg.".formatted(other));
        });
        return known;
    }

    /** By name, such as {@code mp3}, or media type. */
    public static Optional<SoundFormat> of(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(format -> format.ending().equals(name) || format.mediaTypes.contains(name)).findFirst();
    }

    public String contentType() {
        return mediaTypes.getFirst();
    }

    /** Of file names, without the dot; also SoX's name of the format. */
    public String ending() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How SoX is to write it. */
    List<String> options() {
        return options;
    }
}
