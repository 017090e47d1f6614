package io.tandem.codec;

/** The numbers of ITU-T G.722: tables 7 to 22 and the QMF coefficients of table 11, in the fixed-point form of its section 6. */
final class G722Tables {
    /** QMF, even coefficients; the odd ones are the same backwards. Unit 1/8192. */
    static final int[] QMF = {3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11};
    /** Decision levels of the lower band's quantizer; index 0 is no level. */
    static final int[] LOW_LEVELS = {0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121,
        1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919};
    /** The only decision level of the higher band's quantizer. */
    static final int HIGH_LEVEL = 564;
    /** Output of the lower band's inverse quantizer for 6-bit codes. */
    static final int[] LOW_INVERSE_6 = {-136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360,
        -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728, 24808,
        21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776,
        2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136};
    /** The same for codes without their two low bits, which drive the adaptation. */
    static final int[] LOW_INVERSE_4 = {0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0};
    static final int[] HIGH_INVERSE = {-7408, -1616, 7408, 1616};
    /** Change of the lower band's logarithmic scale factor, by 4-bit code. */
    static final int[] LOW_SCALE = {-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60};
    static final int[] HIGH_SCALE = {798, -214, 798, -214};
    /** 2048 times 2 to the power of index/32. */
    static final int[] POWERS = {2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960,
        3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008};

    private G722Tables() {}

    static int saturate(int value) {
        return Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
