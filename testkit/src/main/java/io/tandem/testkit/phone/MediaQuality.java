package io.tandem.testkit.phone;

/**
 * One direction of a call's media as its hearer judges it, with what the hearer itself sent.
 * @param lost           packets missing between the first and the last one heard
 * @param mos            conversational quality by the E-model, 1.0 to 4.5
 * @param toneRecognised most of what was heard is the tone that was asked for
 */
public record MediaQuality(long sent, long received, long lost, double jitterMillis, double mos, boolean toneRecognised) {}
