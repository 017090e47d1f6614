package io.tandem.provisioning.sound;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;

import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

import io.tandem.provisioning.resource.ApiError;

/** A sound as calls play it: RIFF with 8000 samples a second, one channel, 16 bit linear. */
public final class TelephoneSound {
    public static final String CONTENT_TYPE = "audio/x-wav";

    private static final float RATE_HZ = 8_000;
    private static final int BITS = 16;
    private static final int LONGEST_MINUTES = 15;
    private static final int MAX_BYTES = LONGEST_MINUTES * 60 * (int) RATE_HZ * BITS / 8;

    /** With the interpolation that also takes out what is above half the rate. */
    private static final AudioFormat FORMAT = new AudioFormat(AudioFormat.Encoding.PCM_SIGNED, RATE_HZ, BITS, 1, 2, RATE_HZ, false,
        Map.of("interpolation", "sinc"));

    private TelephoneSound() {}

    /** Converts from any rate, number of channels and sample size that a WAV, AIFF or AU file may have, A-law and mu-law too.
     * @throws ApiError 422 if it is no such file or holds no sound */
    public static byte[] of(byte[] file) {
        try (AudioInputStream given = AudioSystem.getAudioInputStream(new ByteArrayInputStream(file)); AudioInputStream linear = linear(given)) {
            byte[] samples = AudioSystem.getAudioInputStream(FORMAT, linear).readNBytes(MAX_BYTES + 1);
            if (samples.length > MAX_BYTES) {
                throw refused("it plays for more than %d minutes".formatted(LONGEST_MINUTES));
            }
            if (samples.length < FORMAT.getFrameSize()) {
                throw refused("it holds no sound");
            }
            return riff(samples);
        } catch (UnsupportedAudioFileException | IllegalArgumentException unknown) {
            throw refused("its format is not known: " + unknown.getMessage());
        } catch (IOException broken) {
            throw refused("it is damaged: " + broken.getMessage());
        }
    }

    /** Companded samples as linear ones; the converter of rates takes linear only. */
    private static AudioInputStream linear(AudioInputStream given) {
        AudioFormat format = given.getFormat();
        boolean companded = format.getEncoding().equals(AudioFormat.Encoding.ALAW) || format.getEncoding().equals(AudioFormat.Encoding.ULAW);
        return companded ? AudioSystem.getAudioInputStream(AudioFormat.Encoding.PCM_SIGNED, given) : given;
    }

    private static byte[] riff(byte[] samples) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long frames = samples.length / FORMAT.getFrameSize();
        AudioSystem.write(new AudioInputStream(new ByteArrayInputStream(samples), FORMAT, frames), AudioFileFormat.Type.WAVE, out);
        return out.toByteArray();
    }

    private static ApiError refused(String why) {
        return ApiError.unprocessable("The sound file cannot be used, " + why + ". Needed is a WAV file: PCM of 8 to 32 bit, A-law or mu-law, any rate.");
    }
}
