package io.tandem.codec;

import static io.tandem.codec.G722Tables.saturate;

/** Adaptive predictor and scale factor of one sub-band (ITU-T G.722 §6.2.1.3-6.2.1.5, blocks 3 and 4); both ends of a stream keep the same. */
final class G722Band {
    private static final int ZEROS = 6;
    private static final int MAX_SECOND_POLE = 12_288;
    private static final int STABILITY = 15_360;

    private final int maxScale;
    private final int scaleShift;
    /** Zero coefficients and the quantized differences they weigh, the latest first. */
    private final int[] zeros = new int[ZEROS];
    private final int[] differences = new int[ZEROS];
    private int firstPole;
    private int secondPole;
    private int reconstructed;
    private int reconstructedBefore;
    private int partial;
    private int partialBefore;
    private int zeroEstimate;
    private int estimate;
    private int logScale;
    private int scale;

    private G722Band(int scale, int maxScale, int scaleShift) {
        this.scale = scale;
        this.maxScale = maxScale;
        this.scaleShift = scaleShift;
    }

    static G722Band low() {
        return new G722Band(32, 18_432, 8);
    }

    static G722Band high() {
        return new G722Band(8, 22_528, 10);
    }

    /** What the next sample is expected to be. */
    int estimate() {
        return estimate;
    }

    /** Step size of the quantizer. */
    int scale() {
        return scale;
    }

    /** Takes the quantized difference of a sample into account.
     * @param scaleChange of the logarithmic scale factor */
    void adapt(int difference, int scaleChange) {
        rescale(scaleChange);
        int nowPartial = saturate(zeroEstimate + difference);
        adaptPoles(nowPartial);
        adaptZeros(difference);
        partialBefore = partial;
        partial = nowPartial;
        reconstructedBefore = reconstructed;
        reconstructed = saturate(estimate + difference);
        predict();
    }

    private void rescale(int change) {
        logScale = Math.clamp((logScale * 127 >> 7) + change, 0, maxScale);
        int shift = scaleShift - (logScale >> 11);
        int power = G722Tables.POWERS[logScale >> 6 & 31];
        scale = (shift < 0 ? power << -shift : power >> shift) << 2;
    }

    private void adaptPoles(int nowPartial) {
        boolean likeLast = nowPartial < 0 == partial < 0;
        boolean likeSecondLast = nowPartial < 0 == partialBefore < 0;
        int quadruple = saturate(firstPole << 2);
        int turned = likeLast ? Math.min(-quadruple, Short.MAX_VALUE) : quadruple;
        int second = (turned >> 7) + (likeSecondLast ? 128 : -128) + (secondPole * 32_512 >> 15);
        int first = saturate((likeLast ? 192 : -192) + (firstPole * 32_640 >> 15));
        secondPole = Math.clamp(second, -MAX_SECOND_POLE, MAX_SECOND_POLE);
        int limit = STABILITY - secondPole;
        firstPole = Math.clamp(first, -limit, limit);
    }

    private void adaptZeros(int difference) {
        int step = difference == 0 ? 0 : 128;
        for (int i = 0; i < ZEROS; i++) {
            boolean alike = differences[i] < 0 == difference < 0;
            zeros[i] = saturate((alike ? step : -step) + (zeros[i] * 32_640 >> 15));
        }
        System.arraycopy(differences, 0, differences, 1, ZEROS - 1);
        differences[0] = difference;
    }

    private void predict() {
        int poles = saturate((firstPole * saturate(2 * reconstructed) >> 15) + (secondPole * saturate(2 * reconstructedBefore) >> 15));
        int sum = 0;
        for (int i = 0; i < ZEROS; i++) {
            sum += zeros[i] * saturate(2 * differences[i]) >> 15;
        }
        zeroEstimate = saturate(sum);
        estimate = saturate(poles + zeroEstimate);
    }
}
