package io.tandem.relay.player;

import io.tandem.relay.transcode.AudioSource;

/** Plays a clip as a request says. Media loop. */
public final class ClipSource implements AudioSource {
    private final short[] samples;
    private final int sampleRateHz;
    private int position;
    private int rounds;
    private long left;

    public ClipSource(Clip clip, PlayRequest request) {
        this.samples = clip.samples();
        this.sampleRateHz = clip.sampleRateHz();
        this.position = (int) Math.min(samples.length, request.start().toMillis() * sampleRateHz / 1000);
        this.rounds = samples.length == 0 ? 0 : request.repeatTimes();
        this.left = request.repeatDuration().map(duration -> duration.toMillis() * sampleRateHz / 1000).orElse(Long.MAX_VALUE);
    }

    @Override
    public int sampleRateHz() {
        return sampleRateHz;
    }

    @Override
    public int read(short[] out, int count) {
        int given = 0;
        int wanted = (int) Math.min(count, left);
        while (given < wanted && rounds > 0) {
            int part = Math.min(wanted - given, samples.length - position);
            System.arraycopy(samples, position, out, given, part);
            given += part;
            position += part;
            if (position == samples.length) {
                position = 0;
                rounds--;
            }
        }
        left -= given;
        return given;
    }
}
