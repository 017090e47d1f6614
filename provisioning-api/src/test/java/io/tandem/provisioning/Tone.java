package io.tandem.provisioning;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** A sound of tests. */
public final class Tone {
    private Tone() {}

    /** A tone of 440 Hz at half the full level. */
    public static byte[] wav(AudioFormat format, int frames) throws IOException {
        AudioFormat linear = new AudioFormat(format.getSampleRate(), 16, format.getChannels(), true, false);
        byte[] samples = new byte[frames * linear.getFrameSize()];
        for (int i = 0; i < frames * linear.getChannels(); i++) {
            short value = (short) (16_000 * Math.sin(2 * Math.PI * 440 * (i / linear.getChannels()) / linear.getSampleRate()));
            samples[2 * i] = (byte) value;
            samples[2 * i + 1] = (byte) (value >> 8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AudioInputStream stream = new AudioInputStream(new ByteArrayInputStream(samples), linear, frames);
        AudioInputStream encoded = linear.matches(format) ? stream : AudioSystem.getAudioInputStream(format, stream);
        AudioSystem.write(encoded, AudioFileFormat.Type.WAVE, out);
        return out.toByteArray();
    }
}
