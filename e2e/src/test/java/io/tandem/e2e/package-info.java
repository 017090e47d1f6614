/** Whole-system tests: the suite as a user starts it, and SIPp, baresip and the built-in phones around it. */
package io.tandem.e2e;
