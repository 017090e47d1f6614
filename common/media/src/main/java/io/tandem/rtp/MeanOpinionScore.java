package io.tandem.rtp;

/** Conversational quality 1.0-4.5 by the simplified E-model (ITU-T G.107 §7, defaults; G.711 with packet loss concealment). Pure. */
public final class MeanOpinionScore {
    /** R with every G.107 default: Ro - Is. */
    private static final double BASE_RATING = 93.2;
    /** G.711 with concealment: Ie 0, Bpl 25.1 (G.113 appendix I). */
    private static final double LOSS_ROBUSTNESS = 25.1;
    private static final double WORST_EQUIPMENT_IMPAIRMENT = 95;
    private static final double KNEE_DELAY_MILLIS = 177.3;

    private MeanOpinionScore() {}

    /** MOS-CQ.
     * @param roundTripMillis network round trip; the one-way delay is half of it plus twice the jitter (buffer)
     * @param lossPercent 0..100, random loss */
    public static double conversational(double roundTripMillis, double jitterMillis, double lossPercent) {
        double delay = roundTripMillis / 2 + 2 * jitterMillis;
        double delayImpairment = 0.024 * delay + (delay > KNEE_DELAY_MILLIS ? 0.11 * (delay - KNEE_DELAY_MILLIS) : 0);
        double lossImpairment = WORST_EQUIPMENT_IMPAIRMENT * lossPercent / (lossPercent + LOSS_ROBUSTNESS);
        return fromRating(BASE_RATING - delayImpairment - lossImpairment);
    }

    /** G.107 annex B. */
    static double fromRating(double rating) {
        if (rating <= 6.5) return 1;
        if (rating >= 100) return 4.5;
        return 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
    }
}
