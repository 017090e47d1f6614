package io.tandem.appserver.media;

/** Hears the caller. Loop thread. */
public interface MediaListener {
    /**
     * One packet of audio.
     *
     * @param timestamp RTP media clock, unsigned 32 bits in an int
     * @param ssrc      source; another one starts another clock
     * @param samples   linear, 8 kHz; the array is used again for the next packet
     */
    void onAudio(int timestamp, int ssrc, short[] samples);

    /** A key was pressed, told once however many packets say so. */
    void onDigit(char digit);
}
